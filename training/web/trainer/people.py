"""A trainee's record, for their trainers and for admins."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from training.audit.queries import RECORD_VIEWED
from training.certification.queries import decisions_about, latest_certificate
from training.core.roles import Permission, Role, may_to
from training.criteria.queries import standings
from training.extensions import session
from training.learning.attention import Call, calls
from training.learning.queries import path_and_assessment
from training.people.cohorts import CohortView, cohort_ids_of, cohorts_of_trainer
from training.people.models import CohortPart
from training.people.queries import PersonView, names_of, person_for, roles_of
from training.practice.queries import observations_of, reviews_of, waiting_reviews
from training.web import asking
from training.web.apart import looked
from training.web.guards import access

blueprint = Blueprint("people", __name__)


@blueprint.get("/people/<person_id>")
@access(Permission.SEE_RECORD)
def person(person_id: str) -> ResponseReturnValue:
    actor = asking.actor()
    found = person_for(session(), actor, Permission.SEE_RECORD, person_id)
    looked(RECORD_VIEWED, person_id)
    is_trainee = Role.TRAINEE in roles_of(session(), person_id)
    judges = may_judge(person_id)
    path, assessment = path_and_assessment(session(), person_id, asking.edition(), asking.zone(), asking.today())
    return render_template(
        "trainer/person.html",
        person=found,
        is_trainee=is_trainee,
        path=path,
        assessment=assessment,
        course=asking.edition().course,
        names=names_of(session(), assessment.judges),
        observations=observations_of(session(), person_id),
        reviews=reviews_of(session(), person_id),
        certificate=latest_certificate(session(), person_id, asking.today()),
        decisions=decisions_about(session(), person_id),
        may_judge=judges,
        calls=_calls_about(found) if judges and is_trainee else (),
        cohorts=_cohorts_shared(person_id),
    )


def _calls_about(person: PersonView) -> tuple[Call, ...]:
    """What a trainer can do for this person now, as it stands beside their cohort."""
    standing = standings(session(), [person.id], asking.edition(), asking.zone(), asking.today())
    waiting = [each for each in waiting_reviews(session(), asking.actor()) if each.person_id == person.id]
    return calls({person.id: person.name}, standing, waiting, asking.today())


def _cohorts_shared(person_id: str) -> list[CohortView]:
    """The cohorts in which the one who asks looks after this person."""
    theirs = cohort_ids_of(session(), person_id, CohortPart.TRAINEE)
    return [each for each in cohorts_of_trainer(session(), asking.actor().id) if each.id in theirs]


def may_judge(person_id: str) -> bool:
    """Whether the one who asks may judge this person: to show or leave out the buttons; services decide."""
    actor = asking.actor()
    mine = cohort_ids_of(session(), actor.id, CohortPart.TRAINER)
    theirs = cohort_ids_of(session(), person_id, CohortPart.TRAINEE)
    return may_to(actor.roles, Permission.JUDGE, is_self=actor.id == person_id, in_own_cohort=bool(mine & theirs))
