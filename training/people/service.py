"""What changes about people. Every function flushes; the edge commits."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from training.audit.service import note
from training.core.actors import Actor
from training.core.database import begin_writing
from training.core.errors import NotFound, Refused
from training.core.ids import digest_of, key_of_form, new_token
from training.core.nations import Nation
from training.core.roles import Permission, Role, may
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
from training.people.passwords import Passwords
from training.people.queries import Account, lock, lock_all, roles_of, usable_link
from training.people.rules import LINK_LASTS, SEEN_EVERY, name_problem, password_problem, tidy_name

_WITH_PASSWORD = select(Person.id).where(
    Person.id == bindparam("person"), Person.password_hash == bindparam("stored"), Person.state != PersonState.LEFT
)


def add_person(
    session: Session,
    *,
    name: str,
    email: str,
    roles: Collection[Role],
    by: Actor | None,
    now: datetime,
    form_key: str | None = None,
) -> Person:
    """Add somebody who has not signed in yet. The same form sent twice gives the same person.

    :param by: None only for the command line, which makes the first admin
    :raises Refused: "email taken"; "name": there is none, or it is too long
    """
    problem = name_problem(name)
    if problem:
        raise Refused("name", problem)
    address = email.lower()
    form_key = key_of_form(form_key, address, tidy_name(name), sorted(set(roles))) if form_key else None
    done = session.scalar(select(Person).where(Person.form_key == form_key)) if form_key else None
    if done:
        return done
    if session.scalar(select(Person.id).where(Person.email == address)):
        raise Refused("email taken", "Somebody with this e-mail address is already here.")
    person = Person(email=address, name=tidy_name(name), state=PersonState.INVITED, created_at=now, form_key=form_key)
    session.add(person)
    session.flush()
    for role in sorted(set(roles)):
        session.add(RoleGrant(person_id=person.id, role=role, from_at=now, granted_by=by.id if by else None))
    session.flush()
    note(session, "person added", person.id, roles=sorted(role.value for role in set(roles)))
    return person


def make_link(session: Session, *, person_id: str, by: Actor | None, now: datetime) -> tuple[str, LinkPurpose]:
    """A new one-time link for a person; earlier ones stop working.

    :returns: the secret, which is kept nowhere, and whether it invites or resets
    :raises NotFound: no such person
    :raises Refused: "left": the person has left
    """
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound
    lock(session, person_id)
    if person.state == PersonState.LEFT:
        raise Refused("left", f"{person.name} has left, so there is no link to give.")
    _end_links(session, person_id=person_id, now=now)
    purpose = LinkPurpose.INVITATION if person.password_hash is None else LinkPurpose.RESET
    token = new_token()
    session.add(
        OneTimeLink(
            token_digest=digest_of(token),
            person_id=person_id,
            purpose=purpose,
            created_at=now,
            created_by=by.id if by else None,
            expires_at=now + LINK_LASTS,
        )
    )
    session.flush()
    note(session, "link made", person_id, purpose=purpose.value)
    return token, purpose


def _end_links(session: Session, *, person_id: str, now: datetime) -> None:
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None), OneTimeLink.replaced_at.is_(None))
        .values(replaced_at=now)
    )


def choose_password(
    session: Session,
    passwords: Passwords,
    *,
    token: str,
    purpose: LinkPurpose,
    password: str,
    now: datetime,
    who: tuple[str, str] | None = None,
) -> Person:
    """Use a one-time link: set the password, end every session, make the person active.

    :param who: name and e-mail address of the first admin, whose account has neither yet; others' are not changed
    :raises NotFound: the link is not one that can be used
    :raises Refused: "password": with the reason, in words for the person; "email taken"
    """
    link = usable_link(session, token, purpose, now)
    if link is None:
        raise NotFound
    lock(session, link.person_id)
    if usable_link(session, token, purpose, now) is None:
        raise NotFound
    name, email = who if who and link.asks_who else (link.name, link.email)
    problem = password_problem(password, email=email, name=name)
    if problem:
        raise Refused("password", problem)
    if session.scalar(select(Person.id).where(Person.email == email.lower(), Person.id != link.person_id)):
        raise Refused("email taken", "Somebody with this e-mail address is already here.")
    used = session.scalar(
        update(OneTimeLink)
        .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
        .returning(OneTimeLink.id)
    )
    if used is None:
        raise NotFound
    person = session.get_one(Person, link.person_id)
    if link.asks_who:
        person.name, person.email = tidy_name(name), email.lower()
    person.password_hash = passwords.hash(password)
    if person.state == PersonState.INVITED:
        person.state = PersonState.ACTIVE
    end_sessions(session, person_id=person.id, now=now)
    session.flush()
    note(session, "password chosen", person.id, actor=person.id, purpose=purpose.value)
    return person


def sign_in(session: Session, passwords: Passwords, *, account: Account, password: str, now: datetime) -> str | None:
    """Open a session for the person of this account, if the password is theirs.

    An unknown address, a wrong password and a person who left give the same answer after the same work. Hashing takes
    long: where the caller has ended its transaction, nothing is held meanwhile, and others go on writing. Only for a
    password that was right another one begins, which asks again whether it still is theirs.

    :param account: as it was a moment ago
    :returns: the secret for the cookie, or None
    """
    stored = account.password_hash
    if not passwords.verify(stored, password) or account.person_id is None or stored is None:
        return None
    if not session.in_transaction():
        begin_writing(session)
    lock(session, account.person_id)
    if session.scalar(_WITH_PASSWORD, {"person": account.person_id, "stored": stored}) is None:
        return None
    if passwords.outdated(stored):
        session.get_one(Person, account.person_id).password_hash = passwords.hash(password)
    return open_session(session, person_id=account.person_id, now=now)


def open_session(session: Session, *, person_id: str, now: datetime) -> str:
    """A new session.

    :returns: the secret for the cookie
    """
    token = new_token()
    session.add(LoginSession(token_digest=digest_of(token), person_id=person_id, created_at=now, last_seen_at=now))
    session.flush()
    note(session, "signed in", person_id, actor=person_id)
    return token


def end_session(session: Session, *, session_id: str, now: datetime) -> None:
    """Sign out: a copied cookie stops working too."""
    session.execute(
        update(LoginSession).where(LoginSession.id == session_id, LoginSession.ended_at.is_(None)).values(ended_at=now)
    )


def end_sessions(session: Session, *, person_id: str, now: datetime, but: str | None = None) -> int:
    """End a person's sessions, save one.

    :returns: how many were ended
    """
    ended = session.scalars(
        update(LoginSession)
        .where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None), LoginSession.id != (but or ""))
        .values(ended_at=now)
        .returning(LoginSession.id)
    )
    return len(ended.all())


def note_seen(session: Session, *, session_id: str, now: datetime) -> None:
    """Remember that a session was used, at most every five minutes."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.id == session_id, LoginSession.last_seen_at < now - SEEN_EVERY)
        .values(last_seen_at=now)
    )


def change_password(
    session: Session, passwords: Passwords, *, actor: Actor, session_id: str, current: str, new: str, now: datetime
) -> str:
    """Change one's own password; other sessions end, and links that were not used yet open nothing any more.

    The session that goes on gets a new secret: whoever copied its cookie is out, which may be why the password is
    changed (ASVS 7.2.4).

    :returns: the session's new secret for the cookie
    :raises Refused: "current": the present password is wrong; "password": the new one will not do
    """
    lock(session, actor.id)
    person = session.get_one(Person, actor.id)
    if not passwords.verify(person.password_hash, current):
        raise Refused("current", "That is not your present password.")
    problem = password_problem(new, email=person.email, name=person.name)
    if problem:
        raise Refused("password", problem)
    person.password_hash = passwords.hash(new)
    end_sessions(session, person_id=actor.id, now=now, but=session_id)
    _end_links(session, person_id=actor.id, now=now)
    token = new_token()
    session.execute(update(LoginSession).where(LoginSession.id == session_id).values(token_digest=digest_of(token)))
    session.flush()
    note(session, "password changed", actor.id)
    return token


def set_nation(session: Session, *, actor: Actor, nation: Nation | None) -> None:
    """Say which nation's services and law one sees first; None: as the charity."""
    session.execute(update(Person).where(Person.id == actor.id).values(nation=nation))


def set_roles(session: Session, *, person_id: str, roles: Collection[Role], by: Actor, now: datetime) -> None:
    """Make a person's present roles exactly these.

    Under both people's locks: of two admins who take each other's role at once the second has none to do it with any
    more, or nobody would be left who could give it back.

    :raises NotFound: the actor's own role was taken away meanwhile
    :raises Refused: "self": nobody raises or lowers their own roles
    """
    if person_id == by.id:
        raise Refused("self", "You cannot change your own roles. Ask another admin.")
    lock_all(session, {person_id, by.id})
    if not may(roles_of(session, by.id), Permission.MANAGE_PEOPLE):
        raise NotFound
    wanted = set(roles)
    for grant in session.scalars(select(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.to_at.is_(None))):
        if grant.role in wanted:
            wanted.discard(grant.role)
        else:
            grant.to_at, grant.ended_by = now, by.id
    session.flush()
    for role in sorted(wanted):
        session.add(RoleGrant(person_id=person_id, role=role, from_at=now, granted_by=by.id))
    session.flush()
    note(session, "roles set", person_id, roles=sorted(role.value for role in set(roles)))


def add_cohort(session: Session, *, name: str, now: datetime, form_key: str | None = None) -> Cohort:
    """Make a cohort. The same form sent twice gives the same cohort.

    :raises Refused: "name taken"; "name": there is none, or it is too long
    """
    problem = name_problem(name)
    if problem:
        raise Refused("name", problem)
    tidy = tidy_name(name)
    form_key = key_of_form(form_key, tidy) if form_key else None
    done = session.scalar(select(Cohort).where(Cohort.form_key == form_key)) if form_key else None
    if done:
        return done
    if session.scalar(select(Cohort.id).where(Cohort.name == tidy)):
        raise Refused("name taken", "There is already a cohort of this name.")
    cohort = Cohort(name=tidy, created_at=now, form_key=form_key)
    session.add(cohort)
    session.flush()
    note(session, "cohort added", cohort.id)
    return cohort


def set_cohorts(
    session: Session, *, person_id: str, part: CohortPart, cohort_ids: Collection[str], now: datetime
) -> None:
    """Make the cohorts in which a person has this part exactly these.

    :raises NotFound: one of them does not exist
    """
    wanted = set(cohort_ids)
    known = set(session.scalars(select(Cohort.id).where(Cohort.id.in_(wanted))))
    if known != wanted:
        raise NotFound
    for member in session.scalars(
        select(CohortMember).where(
            CohortMember.person_id == person_id, CohortMember.part == part, CohortMember.to_at.is_(None)
        )
    ):
        if member.cohort_id in wanted:
            wanted.discard(member.cohort_id)
        else:
            member.to_at = now
    session.flush()
    for cohort_id in sorted(wanted):
        session.add(CohortMember(cohort_id=cohort_id, person_id=person_id, part=part, from_at=now))
    session.flush()
    note(session, "cohorts set", person_id, part=part.value, cohorts=sorted(cohort_ids))
