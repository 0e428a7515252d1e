"""Setting local values. Values that already stand are not set again, so a form sent twice changes nothing."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from training.audit.service import note
from training.core.actors import Actor
from training.core.errors import Refused
from training.core.models import keep_text
from training.course.content import Service
from training.organisation.logo import Logo
from training.organisation.models import LocalFile, LocalValue
from training.organisation.queries import local_values
from training.organisation.rules import (
    CHARITY_NUMBER,
    LAUNCH,
    SERVICE,
    STATEMENT,
    Correction,
    Key,
    correction_problem,
    statement_words,
    zone_problem,
)

OURSELVES = "organisation"
"""Whom the texts of local values are about: no person, so no person's erasure removes them."""
OLDEST_CHECK = timedelta(days=366)


def set_details(session: Session, *, actor: Actor, values: Mapping[Key, str], now: datetime) -> int:
    """Set what the charity says of itself.

    :returns: how many values changed
    :raises Refused: with the key as its code and a sentence about it
    """
    for key, text in values.items():
        problem = _problem(key, text)
        if problem:
            raise Refused(key.value, problem)
    return _set(session, actor=actor, values={str(key): text for key, text in values.items()}, checked_on=None, now=now)


def correct_service(
    session: Session,
    *,
    actor: Actor,
    service: Service,
    correction: Correction,
    checked_on: date,
    on: date,
    now: datetime,
) -> None:
    """Say what a service's row should say, as somebody saw it on a day.

    :param service: the row of the files
    :raises Refused: with the field as its code
    """
    problem = correction_problem(service, correction)
    if problem:
        raise Refused(*problem)
    if checked_on > on:
        raise Refused("checked_on", "That day is still to come.")
    if on - checked_on > OLDEST_CHECK:
        raise Refused("checked_on", "That was more than a year ago. Look again, and give the day of that.")
    said = json.dumps(asdict(correction), ensure_ascii=False, sort_keys=True)
    _set(session, actor=actor, values={SERVICE + service.id: said}, checked_on=checked_on, now=now)


def set_statement(
    session: Session,
    *,
    actor: Actor,
    statement_id: str,
    introduction: str,
    lines: list[tuple[str, str]],
    promise: str,
    now: datetime,
) -> None:
    """Set the words of a statement that people sign. Who signed earlier words has signed those.

    :raises Refused: "lines": there is none
    """
    if not lines:
        raise Refused("lines", "Write at least one line.")
    said = statement_words(introduction, lines, promise)
    _set(session, actor=actor, values={STATEMENT + statement_id: said}, checked_on=None, now=now)


def set_logo(session: Session, *, actor: Actor, logo: Logo | None, now: datetime) -> None:
    """Show this picture from now on; None: no picture."""
    if logo is None:
        _set(session, actor=actor, values={Key.LOGO: ""}, checked_on=None, now=now)
        return
    row = LocalFile(media_type=logo.media_type, content=logo.content, digest=logo.digest, by=actor.id, at=now)
    session.add(row)
    session.flush()
    _set(session, actor=actor, values={Key.LOGO: row.id}, checked_on=None, now=now)


def confirm(
    session: Session, *, actor: Actor, item_id: str, confirmed_by: str, confirmed_on: date, on: date, now: datetime
) -> None:
    """Note who made sure of something on the launch list, and when.

    :raises Refused: "confirmed_on": the day is still to come
    """
    if confirmed_on > on:
        raise Refused("confirmed_on", "That day is still to come.")
    _set(session, actor=actor, values={LAUNCH + item_id: confirmed_by}, checked_on=confirmed_on, now=now)


def _problem(key: Key, text: str) -> str | None:
    if key == Key.ZONE and text:
        return zone_problem(text)
    if key == Key.NAME and not text:
        return "Type the name of your charity."
    if key == Key.CHARITY_NUMBER and text and not CHARITY_NUMBER.fullmatch(text):
        return "Type the number as your register gives it, such as 1234567, SC012345 or NIC101234."
    return None


def _set(session: Session, *, actor: Actor, values: Mapping[str, str], checked_on: date | None, now: datetime) -> int:
    known = local_values(session).values
    changed = 0
    for key, text in values.items():
        before = known.get(key)
        if (before.text, before.checked_on) == (text, checked_on) if before else not text:
            continue
        text_id = keep_text(session, about_id=OURSELVES, body=text)
        session.add(LocalValue(key=str(key), text_id=text_id, checked_on=checked_on, by=actor.id, at=now))
        note(session, "local value set", None, key=str(key))
        changed += 1
    session.flush()
    return changed
