"""Setting local values. Values that already stand are not set again, so a form sent twice changes nothing."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from training.audit.service import in_order, note
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.core.models import keep_text
from training.course.directory import Service
from training.organisation.launch import LaunchItem, Place
from training.organisation.logo import Logo
from training.organisation.models import LocalFile, LocalValue
from training.organisation.queries import local_values
from training.organisation.rules import (
    SERVICE,
    STATEMENT,
    Correction,
    Key,
    correction_problem,
    correction_words,
    detail_problem,
    statement_words,
)

OURSELVES = "organisation"
"""Whom the texts of local values are about: no person, so no person's erasure removes them."""
OLDEST_CHECK = timedelta(days=366)
CHANGED = "{by} changed this while your page was open. The history says to what. If yours is right, save once more."


def set_details(
    session: Session, *, actor: Actor, values: Mapping[Key, str], now: datetime, seen: int | None = None
) -> int:
    """Set what the charity says of itself.

    :param seen: the newest local value when the page was opened: what was set since is not overwritten unawares
    :returns: how many values changed
    :raises Refused: with the key as its code and a sentence about it; "changed": somebody else was quicker
    """
    for key, text in values.items():
        problem = detail_problem(key, text)
        if problem:
            raise Refused(key.value, problem)
    return _set(session, actor=actor, values={str(key): text for key, text in values.items()}, now=now, seen=seen)


def correct_service(
    session: Session,
    *,
    actor: Actor,
    service: Service,
    correction: Correction,
    checked_on: date,
    on: date,
    now: datetime,
    seen: int | None = None,
) -> None:
    """Say what a service's row should say, as somebody saw it on a day.

    :param service: the row of the files
    :param seen: as for `set_details`
    :raises Refused: with the field as its code; "changed": somebody else was quicker
    """
    problem = correction_problem(service, correction) or _day_problem("checked_on", checked_on, on)
    if problem:
        raise Refused(*problem)
    said = correction_words(service, correction)
    _set(session, actor=actor, values={SERVICE + service.id: said}, checked_on=checked_on, now=now, seen=seen)


def set_statement(
    session: Session,
    *,
    actor: Actor,
    statement_id: str,
    introduction: str,
    lines: list[tuple[str, str]],
    promise: str,
    now: datetime,
    seen: int | None = None,
) -> None:
    """Set the words of a statement that people sign. Who signed earlier words has signed those.

    :param seen: as for `set_details`
    :raises Refused: "lines": there is none; "changed": somebody else was quicker
    """
    if not lines:
        raise Refused("lines", "Write at least one line.")
    said = statement_words(introduction, lines, promise)
    _set(session, actor=actor, values={STATEMENT + statement_id: said}, now=now, seen=seen)


def set_logo(session: Session, *, actor: Actor, logo: Logo | None, now: datetime) -> None:
    """Show this picture from now on; None: no picture. The picture that is shown already is not kept twice."""
    if logo is None:
        _set(session, actor=actor, values={Key.LOGO: ""}, now=now)
        return
    in_order(session)
    shown = session.get(LocalFile, local_values(session).text(Key.LOGO))
    if shown and shown.digest == logo.digest:
        return
    row = LocalFile(media_type=logo.media_type, content=logo.content, digest=logo.digest, by=actor.id, at=now)
    session.add(row)
    session.flush()
    _set(session, actor=actor, values={Key.LOGO: row.id}, now=now)


def confirm(
    session: Session,
    *,
    actor: Actor,
    item: LaunchItem,
    confirmed_by: str,
    confirmed_on: date,
    on: date,
    now: datetime,
) -> None:
    """Note who made sure of something on the launch list, and when.

    :raises NotFound: it is settled elsewhere, not confirmed by word
    :raises Refused: with the field as its code
    """
    if item.place != Place.CONFIRM:
        raise NotFound
    if not confirmed_by:
        raise Refused("confirmed_by", "Say who made sure of it.")
    problem = _day_problem("confirmed_on", confirmed_on, on)
    if problem:
        raise Refused(*problem)
    _set(session, actor=actor, values={item.key: confirmed_by}, checked_on=confirmed_on, now=now)


def withdraw(session: Session, *, actor: Actor, item: LaunchItem, now: datetime) -> None:
    """Note that something on the launch list is not settled after all.

    :raises NotFound: it is settled elsewhere, not confirmed by word
    """
    if item.place != Place.CONFIRM:
        raise NotFound
    _set(session, actor=actor, values={item.key: ""}, now=now)


def _day_problem(field: str, day: date, on: date) -> tuple[str, str] | None:
    if day > on:
        return field, "That day is still to come."
    if on - day > OLDEST_CHECK:
        return field, "That was more than a year ago. Look again, and give the day of that."
    return None


def _set(
    session: Session,
    *,
    actor: Actor,
    values: Mapping[str, str],
    now: datetime,
    checked_on: date | None = None,
    seen: int | None = None,
) -> int:
    in_order(session)
    known = local_values(session).values
    different = {}
    for key, text in values.items():
        before = known.get(key)
        if (before.text, before.checked_on) != (text, checked_on) if before else text:
            different[key] = text
    for before in (known[key] for key in different if key in known):
        if seen is not None and before.sequence > seen:
            raise Refused("changed", CHANGED.format(by=before.by))
    for key, text in different.items():
        text_id = keep_text(session, about_id=OURSELVES, body=text)
        session.add(LocalValue(key=str(key), text_id=text_id, checked_on=checked_on, by=actor.id, at=now))
        note(session, "local value set", None, key=str(key))
    session.flush()
    return len(different)
