"""What must be settled before real use, and the first steps of a new installation. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from training.core.clock import local_date
from training.course.content import Statement, ToConfirm
from training.course.directory import Directory, Service
from training.organisation.rules import (
    LAUNCH,
    SERVICE,
    STATEMENT,
    Key,
    Local,
    Value,
    checked_on,
    correction_of,
    is_old,
)

DECIDERS = 2
"""Nobody decides about themself, so one is too few."""


class Place(StrEnum):
    """Where an item of the launch list is settled."""

    DETAILS = "details"
    STATEMENT = "statement"
    PEOPLE = "people"
    DIRECTORY = "directory"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class LaunchItem:
    """Something that must be settled before real use."""

    id: str
    title: str
    says: str
    place: Place
    about: str = ""
    """The id of the service or statement that is meant."""
    done: bool = False
    done_by: str = ""
    done_on: date | None = None

    @property
    def key(self) -> str:
        return LAUNCH + self.id


DETAILS = (
    ("our-name", "Our name", (Key.NAME,),
     "It is printed on certificates. If you have a charity number, give it too."),
    ("nation", "Our nation and time zone", (Key.NATION, Key.ZONE),
     "They decide which services people see first, and which day it is."),
    ("lead", "Safeguarding lead", (Key.LEAD_NAME, Key.LEAD_PHONE),
     "Name and number of the person whom facilitators call."),
    ("deputy", "Deputy safeguarding lead", (Key.DEPUTY_NAME, Key.DEPUTY_PHONE),
     "Whom they call when the lead does not answer."),
    ("out-of-hours", "Out of hours", (Key.OUT_OF_HOURS,),
     "What facilitators do in the evening and at weekends."),
    ("data-contact", "Contact for data protection", (Key.DATA_CONTACT,),
     "Whom people ask about what is kept about them."),
)  # fmt: skip
"""What the charity says of itself, with the values that must all be there."""

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
"""What somebody confirms with their name and a date, whatever the course."""
OF_THE_COURSE = "course-"


def launch_list(
    local: Local,
    *,
    directory: Directory,
    statements: Sequence[Statement],
    to_confirm: Sequence[ToConfirm],
    deciders: Sequence[tuple[str, datetime]],
    zone: ZoneInfo,
    on: date,
) -> tuple[LaunchItem, ...]:
    """Everything that must be settled before real use, done or not.

    A directory row is an item once its last check in the file is old; it is done while a check of the charity's own is
    not, and where the charity does not show it.

    :param directory: as the files have it, before corrections
    :param statements: as the files have them
    :param to_confirm: what the course leaves to the charity
    :param deciders: the names of active people who may decide about certificates and since when, the earliest first
    :param zone: of the charity; :param on: the day there
    """
    items = [
        _settled(LaunchItem(id_, title, says, Place.DETAILS), local, keys, zone) for id_, title, keys, says in DETAILS
    ]
    items += [
        _settled(_statement_item(statement), local, (STATEMENT + statement.id,), zone)
        for statement in statements
        if statement.default_notice
    ]
    items.append(_two_deciders(deciders, zone))
    for service in directory.services:
        value = local.values.get(SERVICE + service.id)
        if is_old(service, None, on) or is_old(service, value, on):
            items.append(_directory_item(service, value, on))
    items += [_confirmed(item, local) for item in by_word(to_confirm)]
    return tuple(items)


def by_word(to_confirm: Sequence[ToConfirm]) -> tuple[LaunchItem, ...]:
    """The items that somebody confirms with their name and a date.

    :param to_confirm: what the course leaves to the charity
    """
    own = (LaunchItem(OF_THE_COURSE + each.id, each.title, each.says, Place.CONFIRM) for each in to_confirm)
    return (*BY_WORD, *own)


def _statement_item(statement: Statement) -> LaunchItem:
    return LaunchItem(
        f"statement-{statement.id}",
        f"The words of “{statement.title}”",
        "The course brings default words. Keep them or write your own, and save.",
        Place.STATEMENT,
        about=statement.id,
    )


def _two_deciders(deciders: Sequence[tuple[str, datetime]], zone: ZoneInfo) -> LaunchItem:
    """Settled by the people themselves, on the day on which there were enough of them."""
    item = LaunchItem(
        "two-deciders",
        "Two people who may decide",
        "Nobody decides about themself, so at least two people need the role of admin and a password.",
        Place.PEOPLE,
    )
    if len(deciders) < DECIDERS:
        return item
    first = deciders[:DECIDERS]
    named = " and ".join(name for name, _ in first)
    return replace(item, done=True, done_by=named, done_on=local_date(first[-1][1], zone))


def _settled(item: LaunchItem, local: Local, keys: Sequence[str], zone: ZoneInfo) -> LaunchItem:
    """Done when all of these are set, by whoever set the last of them."""
    values = [local.values[key] for key in keys if local.text(key)]
    if len(values) < len(keys):
        return item
    last = max(values, key=lambda value: value.sequence)
    return replace(item, done=True, done_by=last.by, done_on=local_date(last.at, zone))


def _directory_item(service: Service, value: Value | None, on: date) -> LaunchItem:
    item = LaunchItem(
        f"directory-{service.id}",
        service.name,
        "Look at the provider's own page, call the number if you can, and save it with the day of that.",
        Place.DIRECTORY,
        about=service.id,
    )
    if value and (correction_of(service, value).hidden or not is_old(service, value, on)):
        return replace(item, done=True, done_by=value.by, done_on=checked_on(service, value))
    return item


def _confirmed(item: LaunchItem, local: Local) -> LaunchItem:
    value = local.values.get(item.key)
    return replace(item, done=True, done_by=value.text, done_on=value.checked_on) if value and value.text else item


@dataclass(frozen=True)
class Step:
    """A step of the way from an empty installation to real use."""

    id: str
    title: str
    says: str
    done: bool


def first_steps(
    launch: Sequence[LaunchItem], *, named: bool, admins: int, cohorts: int, looked_after: int, trainees: int
) -> tuple[Step, ...]:
    """How far a new installation has come, in the order in which a first admin sees to it.

    The cohort comes before people, so that each is put into it as they are added; trainees come last, when all that
    they rely on is settled.

    :param named: the first admin has said who they are
    :param admins: how many there are, invited ones too
    :param looked_after: how many of the cohorts have a trainer
    :param trainees: how many are in a cohort
    """

    def settled(*places: Place) -> bool:
        return all(item.done for item in launch if item.place in places)

    return (
        Step("account", "Who you are", "Your own name and e-mail address.", named),
        Step(
            "details",
            "Your charity's details",
            "Its name, its safeguarding lead and deputy, and what to do out of hours.",
            settled(Place.DETAILS),
        ),
        Step(
            "words",
            "Numbers and values",
            "Check the services that people are pointed to, and the values that they sign.",
            settled(Place.DIRECTORY, Place.STATEMENT),
        ),
        Step("cohort", "A cohort", "The group of trainees that your trainers look after.", cohorts >= 1),
        Step(
            "people",
            "A second admin, and trainers",
            "Nobody decides alone. Add another admin, and at least one trainer of your cohort.",
            admins >= DECIDERS and looked_after >= 1,
        ),
        Step(
            "launch",
            "The launch list",
            "What must be settled before real people rely on it.",
            all(item.done for item in launch),
        ),
        Step(
            "trainees",
            "Your first trainees",
            "Add each to your cohort, and hand over their link. Then they can begin.",
            trainees >= 1,
        ),
    )
