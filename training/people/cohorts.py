"""What the screens ask about cohorts: who learns in them, and who looks after them."""

from dataclasses import dataclass

from sqlalchemy import Exists, Select, exists, select
from sqlalchemy.orm import Session, aliased

from training.core.actors import Actor
from training.core.errors import NotFound
from training.core.roles import Permission, may
from training.people.models import Cohort, CohortMember, CohortPart, Person
from training.people.queries import PersonView, in_cohort_of


@dataclass(frozen=True)
class CohortView:
    id: str
    name: str
    trainees: int
    trainers: tuple[str, ...]


def cohorts(session: Session) -> tuple[CohortView, ...]:
    """Every cohort by name, with its number of trainees and its trainers' names: two statements."""
    return _cohort_views(session, select(Cohort))


def cohorts_of_trainer(session: Session, trainer_id: str) -> tuple[CohortView, ...]:
    """The cohorts that a trainer looks after now."""
    return _cohort_views(session, select(Cohort).where(_member_of(trainer_id, CohortPart.TRAINER)))


def cohort_for(session: Session, actor: Actor, cohort_id: str) -> CohortView:
    """A cohort that the actor looks after.

    :raises NotFound: there is no such cohort, or it is not the actor's
    """
    if not may(actor.roles, Permission.SEE_COHORTS):
        raise NotFound
    found = _cohort_views(
        session, select(Cohort).where(Cohort.id == cohort_id, _member_of(actor.id, CohortPart.TRAINER))
    )
    if not found:
        raise NotFound
    return found[0]


def _member_of(person_id: str, part: CohortPart) -> Exists:
    return exists().where(
        CohortMember.cohort_id == Cohort.id,
        CohortMember.person_id == person_id,
        CohortMember.part == part,
        CohortMember.to_at.is_(None),
    )


def _cohort_views(session: Session, chosen: Select[Cohort]) -> tuple[CohortView, ...]:
    found = session.scalars(chosen.order_by(Cohort.name)).all()
    trainees: dict[str, int] = {}
    trainers: dict[str, list[str]] = {}
    for cohort_id, part, name in session.execute(
        select(CohortMember.cohort_id, CohortMember.part, Person.name)
        .join(Person, Person.id == CohortMember.person_id)
        .where(CohortMember.cohort_id.in_([cohort.id for cohort in found]), CohortMember.to_at.is_(None))
        .order_by(Person.name)
    ):
        if part == CohortPart.TRAINER:
            trainers.setdefault(cohort_id, []).append(name)
        else:
            trainees[cohort_id] = trainees.get(cohort_id, 0) + 1
    return tuple(
        CohortView(cohort.id, cohort.name, trainees.get(cohort.id, 0), tuple(trainers.get(cohort.id, ())))
        for cohort in found
    )


def trainees_of_cohort(session: Session, cohort_id: str, *, offset: int = 0, limit: int = 50) -> tuple[PersonView, ...]:
    """A page of a cohort's present trainees, by name."""
    return tuple(
        PersonView(person.id, person.name, person.email, person.state)
        for person in session.scalars(
            select(Person)
            .join(CohortMember, CohortMember.person_id == Person.id)
            .where(
                CohortMember.cohort_id == cohort_id,
                CohortMember.part == CohortPart.TRAINEE,
                CohortMember.to_at.is_(None),
            )
            .order_by(Person.name, Person.id)
            .offset(offset)
            .limit(limit)
        )
    )


def trainees_of_trainer(session: Session, trainer_id: str) -> tuple[PersonView, ...]:
    """Every present trainee of every cohort that a trainer looks after, by name; never the trainer."""
    rows = session.scalars(
        select(Person)
        .where(in_cohort_of(trainer_id, Person.__table__.c.id), Person.id != trainer_id)
        .order_by(Person.name, Person.id)
    )
    return tuple(PersonView(each.id, each.name, each.email, each.state) for each in rows)


def trainers_of(session: Session, trainee_id: str) -> tuple[PersonView, ...]:
    """The trainers who look after this trainee now, by name; never the person themself."""
    theirs = aliased(CohortMember)
    rows = session.scalars(
        select(Person)
        .join(CohortMember, CohortMember.person_id == Person.id)
        .join(theirs, theirs.cohort_id == CohortMember.cohort_id)
        .where(
            theirs.person_id == trainee_id,
            theirs.part == CohortPart.TRAINEE,
            theirs.to_at.is_(None),
            CohortMember.part == CohortPart.TRAINER,
            CohortMember.to_at.is_(None),
            Person.id != trainee_id,
        )
        .order_by(Person.name)
        .distinct()
    )
    return tuple(PersonView(each.id, each.name, each.email, each.state) for each in rows)


def cohort_ids_of(session: Session, person_id: str, part: CohortPart) -> frozenset[str]:
    """The cohorts in which a person has this part now."""
    return frozenset(
        session.scalars(
            select(CohortMember.cohort_id).where(
                CohortMember.person_id == person_id, CohortMember.part == part, CohortMember.to_at.is_(None)
            )
        )
    )
