"""What the charity's own values make of the files' values. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from training.core.nations import Nation
from training.course.content import Directory, Line, Service, Statement, TextLine

CHECK_AGAIN_AFTER = timedelta(days=90)
"""A directory row that was checked longer ago than this should be checked again before it is relied on."""
CHARITY_NUMBER = re.compile(r"^(?:\d{6,8}|SC ?\d{6}|NIC ?\d{6})$", re.IGNORECASE)
"""Of the registers of England and Wales, of Scotland (SC), of Northern Ireland (NIC)."""
SERVICE = "service."
STATEMENT = "statement."
LAUNCH = "launch."


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
        if value is None:
            services.append(service)
            continue
        correction = Correction(**json.loads(value.text))
        if not correction.hidden:
            services.append(_with(service, correction, value.checked_on or service.last_checked))
    return Directory.model_construct(services=tuple(services)) if services else directory


def correction_problem(service: Service, correction: Correction) -> tuple[str, str] | None:
    """What is wrong with a correction: the field and a sentence about it, or None."""
    if correction.hidden:
        return None
    if not correction.phone and not correction.text_to:
        return "phone", "Give a number to call or to text, or tick that the service is not to be shown."
    if not correction.hours:
        return "hours", "Say when they can be reached."
    try:
        Service.model_validate(_with(service, correction, service.last_checked).model_dump(by_alias=True))
    except ValidationError as error:
        where = {str(each["loc"][0]) for each in error.errors()}
        if "text" in where:
            return "text_to", "Type the number to text with figures only, such as 85258."
        return "phone", "Type the number with figures and spaces only, such as 0808 157 0192."
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
    value = local.values.get(STATEMENT + statement.id)
    if value is None:
        return statement
    words: dict[str, Any] = json.loads(value.text)
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


class Place(StrEnum):
    """Where an item of the launch list is settled."""

    DETAILS = "details"
    DIRECTORY = "directory"
    STATEMENT = "statement"
    PEOPLE = "people"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class LaunchItem:
    """Something that must be settled before real use."""

    id: str
    title: str
    says: str
    place: Place
    done: bool = False
    done_by: str = ""
    done_on: date | None = None

    @property
    def key(self) -> str:
        return LAUNCH + self.id


BY_WORD = (
    LaunchItem(
        "safeguarding-read",
        "Our safeguarding lead has read the safety modules",
        "The lead has read the lessons, questions and answers about risk, safeguarding and boundaries, and agrees.",
        Place.CONFIRM,
    ),
    LaunchItem(
        "law-of-our-nation",
        "The law that the lessons name is right for us",
        "Someone who knows the law in our nation has read the boxes about it. Some points were still changing.",
        Place.CONFIRM,
    ),
    LaunchItem(
        "data-protection",
        "Data protection is settled",
        "We know on which grounds we keep this data, have written our impact assessment, and people are told.",
        Place.CONFIRM,
    ),
    LaunchItem(
        "checks-on-people",
        "We know which checks our volunteers need",
        "We have used our nation's official tool to see which criminal-record checks we may ask for.",
        Place.CONFIRM,
    ),
    LaunchItem(
        "restore-tried",
        "A backup has been restored once",
        "Somebody has restored a backup into an empty place and looked at it. One never restored may be none.",
        Place.CONFIRM,
    ),
)
"""What somebody confirms with their name and a date."""


def launch_list(
    local: Local,
    organisation: Organisation,
    directory: Directory,
    statements: Sequence[Statement],
    admins: int,
    on: date,
) -> tuple[LaunchItem, ...]:
    """Everything that must be settled before real use, done or not.

    :param directory: as the files have it, before corrections
    :param statements: as the files have them
    :param admins: how many active people may decide about certificates
    """
    details = (
        ("charity-number", "Charity number", Key.CHARITY_NUMBER, "It is shown on our pages and certificates."),
        ("lead", "Safeguarding lead", Key.LEAD_PHONE, "Name and number of the person whom facilitators call."),
        ("deputy", "Deputy safeguarding lead", Key.DEPUTY_PHONE, "Whom they call when the lead does not answer."),
        ("out-of-hours", "Out of hours", Key.OUT_OF_HOURS, "What facilitators do in the evening and at weekends."),
        ("data-contact", "Contact for data protection", Key.DATA_CONTACT, "Whom people ask about their data."),
        ("nation", "Our nation and time zone", Key.NATION, "They decide which services and law people see first."),
    )
    items = [_set_item(local, id_, title, key, says) for id_, title, key, says in details]
    for statement in statements:
        if statement.default_notice:
            items.append(
                _set_item(local, statement.id, f"The words of “{statement.title}”", STATEMENT + statement.id,
                          "The course brings default words. Keep them or write your own, and save.", Place.STATEMENT)
            )  # fmt: skip
    items.append(
        LaunchItem(
            "two-deciders",
            "Two people who may decide",
            "Nobody decides about themself, so at least two people need the role of admin.",
            Place.PEOPLE,
            done=admins >= 2,
        )
    )
    items += [_directory_item(service) for service in directory.services if _is_old(local, service, on)]
    items += [_confirmed(local, item) for item in BY_WORD]
    return tuple(items)


def _set_item(local: Local, id_: str, title: str, key: str, says: str, place: Place = Place.DETAILS) -> LaunchItem:
    value = local.values.get(key)
    item = LaunchItem(id_, title, says, place)
    return replace(item, done=True, done_by=value.by, done_on=value.at.date()) if value and value.text else item


def _directory_item(service: Service) -> LaunchItem:
    return LaunchItem(
        f"directory-{service.id}",
        f"The entry of {service.name}",
        "Look it up on the provider's own page, call the number if you can, and save it with today's date.",
        Place.DIRECTORY,
    )


def _is_old(local: Local, service: Service, on: date) -> bool:
    """Whether nobody has checked a row lately, by the files or by a correction."""
    value = local.values.get(SERVICE + service.id)
    checked = (value.checked_on if value else None) or service.last_checked
    return on - checked > CHECK_AGAIN_AFTER


def _confirmed(local: Local, item: LaunchItem) -> LaunchItem:
    value = local.values.get(item.key)
    return replace(item, done=True, done_by=value.text, done_on=value.checked_on) if value and value.text else item
