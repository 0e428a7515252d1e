"""Numbers of people and of the directory: what is taken, and where a link calls."""

from datetime import UTC, date, datetime

import pytest

from tests.support.cast import SMALL_COURSE
from training.course.files import load_directory
from training.organisation.rules import (
    Correction,
    Key,
    Value,
    call_address,
    correction_of,
    correction_problem,
    correction_words,
    detail_problem,
    phone_problem,
)

SERVICES = load_directory(SMALL_COURSE).by_id
TALK, DANGER = SERVICES["talk"], SERVICES["emergency"]

PEOPLES_NUMBERS = {
    "01632 960001": "tel:01632960001",
    "(01632) 960001": "tel:01632960001",
    "+44 1632 960001": "tel:+441632960001",
    "+44 (0)1632 960001": "tel:+441632960001",
    "(+44) 1632-960001": "tel:+441632960001",
    "07700 900 123": "tel:07700900123",
    "960001": "tel:960001",
}


@pytest.mark.parametrize(("typed", "called"), PEOPLES_NUMBERS.items())
def test_a_persons_number_is_taken_as_people_write_it_and_called_as_it_is_dialled(typed: str, called: str) -> None:
    assert phone_problem(typed) is None
    assert call_address(typed) == called


@pytest.mark.parametrize(
    "typed",
    ["12345", "1" * 16, "call me", "01632 960001 or 2", "+", "()", "01632+960001", "٠١٦٣٢٩٦٠٠٠١", "01632\n960001",
     "tel:01632960001", "<b>01632960001</b>", "++44 1632 960001", "javascript:1234567"],
)  # fmt: skip
def test_what_nobody_can_dial_is_no_persons_number(typed: str) -> None:
    assert phone_problem(typed) is not None


@pytest.mark.parametrize("number", ["1234567", "123456", "SC012345", "sc 012345", "NIC101234"])
def test_a_charity_number_is_taken_as_each_register_writes_it(number: str) -> None:
    assert detail_problem(Key.CHARITY_NUMBER, number) is None


@pytest.mark.parametrize("number", ["12345", "123456789", "XX012345", "1234567\n", "١٢٣٤٥٦٧", "SC12345"])
def test_what_no_register_gives_is_no_charity_number(number: str) -> None:
    assert detail_problem(Key.CHARITY_NUMBER, number) is not None


@pytest.mark.parametrize("zone", ["Europe", "../../etc/passwd", "x" * 5000, "Europe/London\x00", "/etc"])
def test_what_is_no_time_zone_is_told(zone: str) -> None:
    assert detail_problem(Key.ZONE, zone) == "Type a time zone such as Europe/London."


def test_a_nation_that_is_none_is_told() -> None:
    assert detail_problem(Key.NATION, "france") == "Choose one of the four nations."
    assert detail_problem(Key.NATION, "wales") is None


def test_a_row_as_it_stands_has_no_problem_and_nothing_of_it_is_stored() -> None:
    for service in SERVICES.values():
        assert correction_problem(service, Correction.of(service)) is None
        assert correction_words(service, Correction.of(service)) == "{}"


@pytest.mark.parametrize(
    ("field", "correction"),
    [
        ("phone", Correction(hours="Day")),
        ("phone", Correction(phone="+44 800", hours="Day")),
        ("phone", Correction(phone="٠٨٠٠ ١١١", hours="Day")),
        ("phone", Correction(phone="0800 1 2 3 4 5 6 7 8 9", hours="Day")),
        ("phone", Correction(phone="9", hours="Day")),
        ("phone", Correction(hours="Day", hidden=True)),
        ("text_to", Correction(text_to="SHOUT", hours="Day")),
        ("text_to", Correction(text_to="٨٥٢٥٨", hours="Day")),
        ("text_to", Correction(phone="0800 1111", text_word="SHOUT", hours="Day")),
        ("hours", Correction(phone="0800 1111")),
    ],
)
def test_a_correction_that_would_leave_people_without_help_is_refused(field: str, correction: Correction) -> None:
    problem = correction_problem(TALK, correction)
    assert problem is not None
    assert problem[0] == field


def test_the_number_for_danger_cannot_be_hidden() -> None:
    hidden = Correction(phone="999", hours="Day and night", hidden=True)
    problem = correction_problem(DANGER, hidden)
    assert problem is not None
    assert problem[0] == "hidden"
    assert correction_problem(TALK, Correction(phone="0800 000 0000", hours="Day", hidden=True)) is None


def test_what_the_charity_did_not_change_goes_on_coming_from_the_file() -> None:
    stored = correction_words(TALK, Correction(phone="0800 000 0000", hours="Evenings"))
    assert stored == '{"hours": "Evenings"}'
    newer = TALK.model_copy(update={"phone": "0800 999 9999"})
    assert correction_of(newer, value(stored)) == Correction(phone="0800 999 9999", hours="Evenings")


def value(text: str) -> Value:
    return Value("service.talk", text, date(2026, 11, 10), "Admin", datetime(2026, 11, 10, tzinfo=UTC))


def test_a_row_without_a_number_may_stay_without_one_and_any_other_may_not() -> None:
    address_only = TALK.model_copy(update={"phone": None, "text": None})
    assert correction_problem(address_only, Correction(hours="Day and night")) is None
    problem = correction_problem(TALK, Correction(hours="Day and night"))
    assert problem is not None
    assert problem[0] == "phone"
