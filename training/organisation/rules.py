"""What the charity's own values make of the files' values. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from training.core.nations import Nation
from training.course.content import Line, Statement
from training.course.directory import Directory, Service, TextLine, Urgency

CHECK_AGAIN_AFTER = timedelta(days=90)
"""A directory row that was checked longer ago than this should be checked again before it is relied on."""
CHARITY_NUMBER = re.compile(r"\d{6,8}|SC ?\d{6}|NIC ?\d{6}", re.IGNORECASE | re.ASCII)
"""Of the registers of England and Wales, of Scotland (SC), of Northern Ireland (NIC)."""
PERSON_PHONE = re.compile(r"\(?\+?\(?\d[\d ()-]*", re.ASCII)
"""How people write their own numbers: 01632 960001, (01632) 960001, +44 (0)1632 960001."""
FEWEST_FIGURES, MOST_FIGURES = 6, 15
"""Of a number that can be called from any telephone (E.164)."""
SERVICE = "service."
STATEMENT = "statement."
LAUNCH = "launch."
PHONE_PROBLEM = "Type the number with figures and spaces only, such as 0808 157 0192."
TEXT_PROBLEM = "Type the number to text with figures only, such as 85258."


class Key(StrEnum):
    """What a charity says of itself."""

    NAME = "name"
    CHARITY_NUMBER = "charity-number"
    ZONE = "zone"
    NATION = "nation"
    LEAD_NAME = "lead-name"
    LEAD_PHONE = "lead-phone"
    DEPUTY_NAME = "deputy-name"
    DEPUTY_PHONE = "deputy-phone"
    OUT_OF_HOURS = "out-of-hours"
    DATA_CONTACT = "data-contact"
    LOGO = "logo"


@dataclass(frozen=True)
class Value:
    """A value that counts now, with who set it and when."""

    key: str
    text: str
    checked_on: date | None
    by: str
    at: datetime
    sequence: int = 0
    """The place among all that was ever set."""


@dataclass(frozen=True)
class Organisation:
    """The charity, as its pages show it. Empty text: not said yet."""

    name: str
    zone: ZoneInfo
    nation: Nation = Nation.ENGLAND
    charity_number: str = ""
    lead_name: str = ""
    lead_phone: str = ""
    deputy_name: str = ""
    deputy_phone: str = ""
    out_of_hours: str = ""
    data_contact: str = ""
    logo: str = ""


@dataclass(frozen=True)
class Local:
    """All local values that count now."""

    sequence: int = 0
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, key: str) -> str:
        return self.values[key].text if key in self.values else ""


@dataclass(frozen=True)
class Correction:
    """What the charity says of a service in place of the directory's row."""

    phone: str = ""
    text_to: str = ""
    text_word: str = ""
    hours: str = ""
    note: str = ""
    hidden: bool = False

    @classmethod
    def of(cls, service: Service) -> "Correction":
        """What the row says as it stands."""
        return cls(
            phone=service.phone or "",
            text_to=service.text.to if service.text else "",
            text_word=(service.text.word or "") if service.text else "",
            hours=service.hours,
            note=service.note or "",
        )


def organisation_of(local: Local, *, name: str, zone: ZoneInfo, nation: Nation) -> Organisation:
    """The charity: its own values, and the settings where it has said nothing.

    :param name: and `zone`, `nation`: of the settings
    """
    own = Organisation(name=local.text(Key.NAME) or name, zone=zone, nation=nation)
    if local.text(Key.ZONE):
        own = replace(own, zone=ZoneInfo(local.text(Key.ZONE)))
    if local.text(Key.NATION):
        own = replace(own, nation=Nation(local.text(Key.NATION)))
    return replace(
        own,
        charity_number=local.text(Key.CHARITY_NUMBER),
        lead_name=local.text(Key.LEAD_NAME),
        lead_phone=local.text(Key.LEAD_PHONE),
        deputy_name=local.text(Key.DEPUTY_NAME),
        deputy_phone=local.text(Key.DEPUTY_PHONE),
        out_of_hours=local.text(Key.OUT_OF_HOURS),
        data_contact=local.text(Key.DATA_CONTACT),
        logo=local.text(Key.LOGO),
    )


def corrected(directory: Directory, local: Local) -> Directory:
    """The directory with the charity's corrections. A hidden service is gone; links to it lead to the support page."""
    services = []
    for service in directory.services:
        value = local.values.get(SERVICE + service.id)
        correction = correction_of(service, value)
        if not correction.hidden:
            services.append(_with(service, correction, checked_on(service, value)))
    return Directory.model_construct(services=tuple(services)) if services else directory


def correction_of(service: Service, value: Value | None) -> Correction:
    """What is shown of a row now: what the charity set, and the file where it set nothing else."""
    own: dict[str, Any] = json.loads(value.text) if value and value.text else {}
    return replace(Correction.of(service), **own)


def correction_words(service: Service, correction: Correction) -> str:
    """A correction as it is stored: only what differs from the file, so that the file goes on to count for the rest."""
    before = asdict(Correction.of(service))
    different = {name: said for name, said in asdict(correction).items() if said != before[name]}
    return json.dumps(different, ensure_ascii=False, sort_keys=True)


def checked_on(service: Service, value: Value | None) -> date:
    """The day on which somebody last made sure of a row: the course's authors or the charity."""
    own = value.checked_on if value else None
    return max(own, service.last_checked) if own else service.last_checked


def is_old(service: Service, value: Value | None, on: date) -> bool:
    """Whether nobody has checked a row lately."""
    return on - checked_on(service, value) > CHECK_AGAIN_AFTER


def correction_problem(service: Service, correction: Correction) -> tuple[str, str] | None:
    """What is wrong with a correction: the field and a sentence about it, or None."""
    if correction.hidden and service.urgency == Urgency.DANGER:
        return "hidden", "This one cannot be hidden: people in danger need it."
    if (service.phone or service.text) and not correction.phone and not correction.text_to:
        return "phone", "Give a number to call or to text, or leave the number and tick that it is not to be shown."
    if correction.text_word and not correction.text_to:
        return "text_to", "Type the number that the word is texted to, or leave the word empty."
    if not correction.hours:
        return "hours", "Say when they can be reached."
    if not correction.phone.isascii():
        return "phone", PHONE_PROBLEM
    if not correction.text_to.isascii():
        return "text_to", TEXT_PROBLEM
    try:
        Service.model_validate(_with(service, correction, service.last_checked).model_dump(by_alias=True))
    except ValidationError as error:
        where = {str(each["loc"][0]) for each in error.errors()}
        if "text" in where:
            return "text_to", TEXT_PROBLEM
        return "phone", PHONE_PROBLEM
    return None


def _with(service: Service, correction: Correction, checked_on: date) -> Service:
    text = TextLine.model_construct(to=correction.text_to, word=correction.text_word or None)
    return service.model_copy(
        update={
            "phone": correction.phone or None,
            "text": text if correction.text_to else None,
            "hours": correction.hours,
            "note": correction.note or None,
            "last_checked": checked_on,
        }
    )


def statement_as_set(statement: Statement, local: Local) -> Statement:
    """A statement with the charity's own words, where it has set any; then it is no default any more."""
    said = local.text(STATEMENT + statement.id)
    if not said:
        return statement
    words: dict[str, Any] = json.loads(said)
    return statement.model_copy(
        update={
            "introduction": words["introduction"],
            "lines": tuple(Line(title=title, says=says) for title, says in words["lines"]),
            "promise": words["promise"],
            "default_notice": None,
        }
    )


def statement_words(introduction: str, lines: Sequence[tuple[str, str]], promise: str) -> str:
    """A statement's words as they are stored."""
    said = {"introduction": introduction, "lines": [list(line) for line in lines], "promise": promise}
    return json.dumps(said, ensure_ascii=False)


def zone_problem(name: str) -> str | None:
    """Why this cannot be a time zone, or None."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "Type a time zone such as Europe/London."
    return None


def detail_problem(key: Key, text: str) -> str | None:
    """Why this cannot be what the charity says of itself, or None."""
    if key == Key.NAME and not text:
        return "Type the name of your charity."
    if key == Key.CHARITY_NUMBER and text and not CHARITY_NUMBER.fullmatch(text):
        return "Type the number as your register gives it, such as 1234567, SC012345 or NIC101234."
    if key == Key.ZONE and text:
        return zone_problem(text)
    if key == Key.NATION and text not in ("", *Nation):
        return "Choose one of the four nations."
    if key in (Key.LEAD_PHONE, Key.DEPUTY_PHONE) and text:
        return phone_problem(text)
    return None


def phone_problem(phone: str) -> str | None:
    """Why this cannot be a person's number, or None."""
    figures = sum(character.isdigit() for character in _without_trunk_zero(phone))
    if PERSON_PHONE.fullmatch(phone) and FEWEST_FIGURES <= figures <= MOST_FIGURES:
        return None
    return "Type the number as you would dial it, such as 01632 960001 or +44 (0)1632 960001."


def call_address(phone: str) -> str:
    """The address that calls a person's number."""
    dialled = "".join(character for character in _without_trunk_zero(phone) if character.isdigit())
    return f"tel:{'+' if '+' in phone else ''}{dialled}"


def _without_trunk_zero(phone: str) -> str:
    """A number without the zero in brackets that is not dialled after a country's code."""
    return phone.replace("(0)", "") if "+" in phone else phone
