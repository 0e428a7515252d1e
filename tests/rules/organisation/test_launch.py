"""What must be settled before real use, item by item; and the first steps."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.cast import SMALL_COURSE, ZONE
from training.core.clock import local_date
from training.course.content import ToConfirm
from training.course.files import load_directory
from training.course.loader import load
from training.organisation.launch import BY_WORD, LaunchItem, Place, first_steps, launch_list
from training.organisation.rules import CHECK_AGAIN_AFTER, Key, Local, Value

CHECKED = date(2026, 11, 1)
"""The day on which the small course's rows were checked."""
FRESH = CHECKED + CHECK_AGAIN_AFTER
COURSE, DIRECTORY = load(SMALL_COURSE), load_directory(SMALL_COURSE)
LATE = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
"""Half past midnight of the next day in the charity's summer."""


LAW = ToConfirm(id="law", title="The law", says="Somebody has read it.")


def local(*values: tuple[str, str, date | None]) -> Local:
    made = {
        key: Value(key, text, checked_on, f"Admin {number}", LATE, number)
        for number, (key, text, checked_on) in enumerate(values, start=1)
    }
    return Local(len(values), made)


def items(own: Local | None = None, *, admins: int = 1, on: date = FRESH) -> dict[str, LaunchItem]:
    found = launch_list(
        own or Local(),
        directory=DIRECTORY,
        statements=COURSE.statements,
        to_confirm=(LAW,),
        deciders=[(f"Decider {each}", LATE + timedelta(days=each)) for each in range(admins)],
        zone=ZONE,
        on=on,
    )
    assert len({item.id for item in found}) == len(found)
    return {item.id: item for item in found}


def test_nothing_is_settled_in_an_empty_installation() -> None:
    found = items()
    assert not any(item.done for item in found.values())
    assert list(found) == [
        "our-name", "nation", "lead", "deputy", "out-of-hours", "data-contact", "statement-values-agreement",
        "two-deciders", *(item.id for item in BY_WORD), "course-law",
    ]  # fmt: skip


def test_every_item_says_what_to_do_and_where() -> None:
    for item in items(on=FRESH + timedelta(days=1)).values():
        assert item.title
        assert item.says.endswith(".")
        assert bool(item.about) == (item.place in (Place.STATEMENT, Place.DIRECTORY))


@pytest.mark.parametrize(
    ("id_", "keys"),
    [("lead", (Key.LEAD_NAME, Key.LEAD_PHONE)), ("deputy", (Key.DEPUTY_NAME, Key.DEPUTY_PHONE)),
     ("nation", (Key.NATION, Key.ZONE))],
)  # fmt: skip
def test_an_item_of_two_values_needs_both(id_: str, keys: tuple[Key, Key]) -> None:
    first, second = keys
    assert not items(local((first, "x", None)))[id_].done
    assert not items(local((second, "x", None)))[id_].done
    assert not items(local((first, "x", None), (second, "", None)))[id_].done
    assert items(local((first, "x", None), (second, "y", None)))[id_].done


def test_an_item_names_who_set_the_last_of_it_and_the_day_where_the_charity_is() -> None:
    item = items(local((Key.LEAD_PHONE, "01632 960001", None), (Key.LEAD_NAME, "Lee", None)))["lead"]
    assert (item.done_by, item.done_on) == ("Admin 2", date(2026, 7, 2))


def test_a_value_that_was_emptied_is_open_again() -> None:
    assert not items(local((Key.OUT_OF_HOURS, "", None)))["out-of-hours"].done


def test_default_words_are_settled_by_saving_them() -> None:
    assert items(local(("statement.values-agreement", "{}", None)))["statement-values-agreement"].done
    assert "statement-wellbeing-plan" not in items()


@pytest.mark.parametrize(("admins", "done"), [(0, False), (1, False), (2, True), (3, True)])
def test_two_must_be_able_to_decide(admins: int, done: bool) -> None:
    assert items(admins=admins)["two-deciders"].done is done


def test_who_they_are_and_since_when_there_were_two_stands_beside_it() -> None:
    for admins in (2, 3):
        item = items(admins=admins)["two-deciders"]
        assert item.done_by == "Decider 0 and Decider 1"
        assert item.done_on == local_date(LATE + timedelta(days=1), ZONE)
    assert items(admins=1)["two-deciders"].done_by == ""


def test_everything_that_is_settled_names_somebody_and_a_day() -> None:
    day = FRESH + timedelta(days=1)
    own = local(
        *((key, "x", None) for key in Key),
        ("statement.values-agreement", "{}", None),
        *((f"service.{each.id}", "{}", day) for each in DIRECTORY.services),
        *((f"launch.{each.id}", "Robin", day) for each in BY_WORD),
        ("launch.course-law", "Robin", day),
    )
    found = items(own, admins=2, on=day)
    assert {item.place for item in found.values()} == set(Place)
    for item in found.values():
        assert item.done, item.id
        assert item.done_by, item.id
        assert item.done_on, item.id


def test_a_row_is_an_item_from_the_ninety_first_day_after_its_check() -> None:
    assert [id_ for id_ in items(on=FRESH) if id_.startswith("directory-")] == []
    old = items(on=FRESH + timedelta(days=1))
    assert [id_ for id_ in old if id_.startswith("directory-")] == [
        "directory-emergency", "directory-talk", "directory-type",
    ]  # fmt: skip
    assert not old["directory-talk"].done


def test_a_row_that_the_charity_checked_is_done_until_that_check_is_old_too() -> None:
    day = FRESH + timedelta(days=1)
    own = local(("service.talk", "{}", day))
    done = items(own, on=day + CHECK_AGAIN_AFTER)["directory-talk"]
    assert (done.done, done.done_by, done.done_on) == (True, "Admin 1", day)
    assert not items(own, on=day + CHECK_AGAIN_AFTER + timedelta(days=1))["directory-talk"].done


def test_a_row_that_is_not_shown_needs_no_check() -> None:
    own = local(("service.talk", '{"hidden": true}', CHECKED))
    assert items(own, on=FRESH + timedelta(days=400))["directory-talk"].done


def test_what_is_confirmed_names_the_person_and_the_day() -> None:
    item = items(local(("launch.restore-tried", "Robin Restorer", date(2026, 6, 1))))["restore-tried"]
    assert (item.done, item.done_by, item.done_on) == (True, "Robin Restorer", date(2026, 6, 1))
    assert not items(local(("launch.restore-tried", "", None)))["restore-tried"].done


def test_values_of_things_that_are_gone_do_no_harm() -> None:
    own = local(("service.gone", "{}", CHECKED), ("statement.gone", "{}", None), ("launch.gone", "x", CHECKED))
    assert not any(item.done for item in items(own).values())


def steps(**given: Any) -> dict[str, bool]:
    facts: dict[str, Any] = {"named": False, "admins": 1, "cohorts": 0, "looked_after": 0, "trainees": 0, **given}
    return {step.id: step.done for step in first_steps(tuple(items().values()), **facts)}


STEPS = ("account", "details", "words", "cohort", "people", "launch", "trainees")


def test_the_first_steps_lead_from_the_admins_name_to_the_first_trainee_and_none_is_done_to_begin_with() -> None:
    assert steps() == dict.fromkeys(STEPS, False)
    assert tuple(steps()) == STEPS


def test_each_of_the_first_steps_is_done_by_its_own_facts() -> None:
    assert steps(named=True)["account"]
    assert steps(cohorts=1)["cohort"]
    assert not steps(admins=2)["people"]
    assert not steps(looked_after=1)["people"]
    assert steps(admins=2, looked_after=1)["people"]
    assert steps(trainees=1)["trainees"]


SET_UP: dict[str, Any] = {"named": True, "admins": 2, "cohorts": 1, "looked_after": 1, "trainees": 1}


def test_steps_about_the_charity_are_done_with_their_items() -> None:
    done = tuple(LaunchItem(place.value, "t", "s", place, done=place != Place.CONFIRM) for place in Place)
    found = {step.id: step.done for step in first_steps(done, **SET_UP)}
    assert found == {**dict.fromkeys(STEPS, True), "launch": False}
