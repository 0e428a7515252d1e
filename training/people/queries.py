"""What the screens ask about people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    Exists,
    Integer,
    String,
    and_,
    bindparam,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.orm import Session, aliased

from training.core.actors import Actor
from training.core.database import run
from training.core.errors import NotFound
from training.core.ids import digest_of
from training.core.nations import Nation
from training.core.roles import Permission, Role, may, may_to
from training.people.models import (
    Cohort,
    CohortMember,
    CohortPart,
    LinkPurpose,
    LoginSession,
    OneTimeLink,
    Person,
    PersonState,
    RoleGrant,
)
from training.people.rules import PLACEHOLDER_EMAIL, account_of, session_counts


@dataclass(frozen=True)
class SignedIn:
    """A session that counts, its person and their roles."""

    session_id: str
    last_seen_at: datetime
    actor: Actor
    email: str
    nation: Nation | None = None
    edition: str | None = None
    """The digest of the current edition, where the caller asked for it."""
    local: int | None = None
    """The number of the newest local value, where the caller asked for it."""


@dataclass(frozen=True)
class Account:
    """What signing in with an address is checked against.

    :ivar person_id: whose address it is; None: nobody's
    :ivar password_hash: None: nobody signs in with this address
    """

    person_id: str | None
    password_hash: str | None


@dataclass(frozen=True)
class PersonView:
    id: str
    name: str
    email: str
    state: PersonState


@dataclass(frozen=True)
class PersonRow:
    """A line of the list of people."""

    id: str
    name: str
    email: str
    state: PersonState
    roles: tuple[Role, ...]
    cohorts: tuple[str, ...]


@dataclass(frozen=True)
class LinkView:
    """A one-time link that can still be used."""

    id: str
    person_id: str
    name: str
    email: str

    @property
    def asks_who(self) -> bool:
        """Whether the person must still say who they are: the first admin."""
        return self.email == PLACEHOLDER_EMAIL


def signed_in(
    session: Session,
    token: str,
    now: datetime,
    edition: ColumnElement[str | None] | None = None,
    local: ColumnElement[int] | None = None,
) -> SignedIn | None:
    """The session with this secret, its person and roles, in one statement; None when it no longer counts.

    :param edition: and `local`: what the caller wants from the same statement; they come back in the view
    """
    rows = run(session, _signed_in(edition, local), {"digest": digest_of(token)}).all()
    if not rows:
        return None
    session_id, created_at, last_seen_at, ended_at, person_id, name, email, state, nation, *asked, _ = rows[0]
    if state == PersonState.LEFT or not session_counts(
        created_at=created_at, last_seen_at=last_seen_at, ended_at=ended_at, now=now
    ):
        return None
    roles = frozenset(role for *_, role in rows if role)
    return SignedIn(session_id, last_seen_at, Actor(person_id, name, roles), email, nation, *asked)


@cache
def _signed_in(edition: ColumnElement[str | None] | None, local: ColumnElement[int] | None) -> Executable:
    """The statement of `signed_in`, made once: every request of somebody who is signed in asks it."""
    return (
        select(
            LoginSession.id,
            LoginSession.created_at,
            LoginSession.last_seen_at,
            LoginSession.ended_at,
            Person.id,
            Person.name,
            Person.email,
            Person.state,
            Person.nation,
            literal(None, String) if edition is None else edition,
            literal(None, Integer) if local is None else local,
            RoleGrant.role,
        )
        .join(Person, Person.id == LoginSession.person_id)
        .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.to_at.is_(None)))
        .where(LoginSession.token_digest == bindparam("digest"))
    )


def account_with(session: Session, email: str) -> Account:
    """The account with this address, as it was typed. Of someone who left, there is no password."""
    row = session.execute(
        select(Person.id, Person.password_hash, Person.state).where(Person.email == account_of(email))
    ).one_or_none()
    if row is None:
        return Account(None, None)
    return Account(row.id, row.password_hash if row.state != PersonState.LEFT else None)


def person_for(session: Session, actor: Actor, permission: Permission, person_id: str) -> PersonView:
    """Load a person and decide, in one call, whether the actor may do this about them.

    :raises NotFound: there is no such person, or not for this actor
    """
    row = session.execute(
        select(Person, in_cohort_of(actor.id, Person.__table__.c.id).label("own_cohort")).where(Person.id == person_id)
    ).one_or_none()
    if row is None or not may(actor.roles, permission):
        raise NotFound
    person, own_cohort = row
    if not may_to(actor.roles, permission, is_self=person.id == actor.id, in_own_cohort=bool(own_cohort)):
        raise NotFound
    return PersonView(person.id, person.name, person.email, person.state)


def in_cohort_of(trainer_id: str, person_id: ColumnElement[str]) -> Exists:
    """Whether the person of the outer query is now a trainee of a cohort that this trainer now looks after."""
    theirs, mine = aliased(CohortMember), aliased(CohortMember)
    return exists().where(
        theirs.person_id == person_id,
        theirs.part == CohortPart.TRAINEE,
        theirs.to_at.is_(None),
        mine.cohort_id == theirs.cohort_id,
        mine.person_id == trainer_id,
        mine.part == CohortPart.TRAINER,
        mine.to_at.is_(None),
    )


def lock(session: Session, person_id: str) -> None:
    """Make others who lock this person wait: PostgreSQL's row lock; on SQLite the one writer has it already.

    The lock is FOR NO KEY UPDATE: rows that only point at the person (who judged, who decided) do not wait for it, or
    two people who judge each other would wait for ever.

    :raises NotFound: there is no such person
    """
    if session.scalar(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)) is None:
        raise NotFound


def lock_all(session: Session, person_ids: Collection[str]) -> None:
    """Lock these people, always in the same order. Costs nothing on SQLite, whose one writer has everything."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(
            select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id).with_for_update(key_share=True)
        )


def names_of(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """Names by id, in one statement; none for no ids."""
    if not person_ids:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


def roles_of(session: Session, person_id: str) -> frozenset[Role]:
    """The roles that a person holds now."""
    return frozenset(
        session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person_id, RoleGrant.to_at.is_(None)))
    )


def people(session: Session, *, offset: int = 0, limit: int = 50) -> tuple[PersonRow, ...]:
    """A page of everyone, by name: three statements whatever its size."""
    found = session.scalars(select(Person).order_by(Person.name, Person.id).offset(offset).limit(limit)).all()
    ids = [person.id for person in found]
    roles: dict[str, list[Role]] = {}
    for person_id, role in session.execute(
        select(RoleGrant.person_id, RoleGrant.role).where(RoleGrant.person_id.in_(ids), RoleGrant.to_at.is_(None))
    ):
        roles.setdefault(person_id, []).append(role)
    cohorts: dict[str, list[str]] = {}
    for person_id, name in session.execute(
        select(CohortMember.person_id, Cohort.name)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .where(CohortMember.person_id.in_(ids), CohortMember.to_at.is_(None))
        .order_by(Cohort.name)
    ):
        cohorts.setdefault(person_id, []).append(name)
    order = list(Role)
    return tuple(
        PersonRow(
            person.id,
            person.name,
            person.email,
            person.state,
            tuple(sorted(roles.get(person.id, []), key=order.index)),
            tuple(dict.fromkeys(cohorts.get(person.id, []))),
        )
        for person in found
    )


def count_people(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Person)) or 0


def count_roles(session: Session) -> dict[tuple[Role, PersonState], int]:
    """How many people hold each role now, by their state."""
    rows = session.execute(
        select(RoleGrant.role, Person.state, func.count())
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.to_at.is_(None))
        .group_by(RoleGrant.role, Person.state)
    )
    return {(role, state): number for role, state, number in rows}


def holders_since(session: Session, role: Role) -> tuple[tuple[str, datetime], ...]:
    """Active people who hold a role now: name and since when, whoever holds it longest first."""
    rows = session.execute(
        select(Person.name, RoleGrant.from_at)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == role, RoleGrant.to_at.is_(None), Person.state == PersonState.ACTIVE)
        .order_by(RoleGrant.from_at, Person.name)
    )
    return tuple((name, since) for name, since in rows)


def usable_link(session: Session, token: str, purpose: LinkPurpose, now: datetime) -> LinkView | None:
    """The one-time link with this secret and purpose, or None when used, replaced, too old or unknown."""
    row = session.execute(
        select(OneTimeLink, Person)
        .join(Person, Person.id == OneTimeLink.person_id)
        .where(
            OneTimeLink.token_digest == digest_of(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.replaced_at.is_(None),
            OneTimeLink.expires_at > now,
            Person.state != PersonState.LEFT,
        )
    ).one_or_none()
    if row is None:
        return None
    link, person = row
    return LinkView(link.id, person.id, person.name, person.email)
