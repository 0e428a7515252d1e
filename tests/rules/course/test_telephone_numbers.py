"""What looks like a telephone number, and what does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cast import SMALL_COURSE
from training.course.checks import directory_numbers, telephone_numbers, text_findings
from training.course.files import load_directory

DIRECTORY = load_directory(SMALL_COURSE)


@pytest.mark.parametrize(
    "number",
    [
        "0800 068 4141",
        "08000684141",
        "0800 1111",
        "0808 808 8000",
        "0300-123-3393",
        "0161 496 0000",
        "01632 960 001",
        "020 7946 0000",
        "07700 900123",
        "+44 161 496 0000",
        "+44 7700 900123",
        "+441614960000",
        "116 123",
        "116123",
        "85258",
        "88247",
    ],
)
def test_the_shapes_of_british_numbers_are_found(number: str) -> None:
    for text in (number, f"Call {number}.", f"({number})", f"call:{number}, day or night", f"“{number}”"):
        (found,) = telephone_numbers(text, ())
        assert found.lstrip("(") == number


@pytest.mark.parametrize(
    "number",
    ["(0161) 496 0000", "(020) 7946 0000", "+44 (0)161 496 0000", "+44 (0) 7700 900123"],
)
def test_numbers_with_brackets_are_found(number: str) -> None:
    assert telephone_numbers(f"Call {number}.", ()) != []


@pytest.mark.parametrize("gap", ["\u00a0", "\u202f", "\u2009", "\u2011", "\u2013", "  ", " - "])
def test_numbers_are_found_whatever_stands_between_their_digits(gap: str) -> None:
    """Numbers that are copied from a web page often have spaces that do not break, or a proper dash."""
    assert telephone_numbers(f"Call 0161{gap}496{gap}0000.", ()) != []


@pytest.mark.parametrize(
    "text",
    [
        "999",
        "111",
        "101",
        "55",
        "18000",
        "Call 999, then press 55.",
        "NHS 111, option 2, or 101 for the police",
        "999/111/101",
    ],
)
def test_numbers_that_everyone_may_write_out_are_not_found(text: str) -> None:
    assert telephone_numbers(text, directory_numbers(DIRECTORY)) == []


@pytest.mark.parametrize(
    "text",
    [
        "2026",
        "in 1998 and 2004",
        "1998–2004",
        "1998-2004",
        "Care Act 2014, section 42",
        "£0.50",
        "£1,200.00",
        "£85000",
        "£0800000",
        "85%",
        "85,000 people",
        "12.5 per cent",
        "0.07-0.29",
        "0.07–0.29",
        "0.000416",
        "95% CI 0.26-0.39; 26 studies",
        "0-10",
        "24/7",
        "1 November 2026",
        "01/02/2026",
        "2026-02-01",
        "from 09:00 to 17:30",
        "10.1002/0195",
        "q07",
        "12345678",
        "116 people",
    ],
)
def test_years_money_percentages_ranges_and_dates_are_not_found(text: str) -> None:
    assert telephone_numbers(text, directory_numbers(DIRECTORY)) == []


@pytest.mark.parametrize("text", ["01-02-2026", "05-11-2026", "on 05-11-2026 we met"])
def test_dates_with_hyphens_are_not_found(text: str) -> None:
    assert telephone_numbers(text, ()) == []


def test_several_numbers_of_a_text_are_all_found_each_once() -> None:
    text = "0161 496 0000 or 116 123, and again 0161 496 0000"
    assert telephone_numbers(text, ()) == ["0161 496 0000", "116 123"]


def test_numbers_of_the_directory_are_found_whatever_their_shape() -> None:
    assert telephone_numbers("Text 61825 now.", {"61825"}) == ["61825"]
    assert telephone_numbers("Text 61 825 now.", {"61825"}) == ["61 825"]
    assert telephone_numbers("Text 61-825 now.", {"61825"}) == ["61-825"]


@pytest.mark.parametrize("text", ["618251", "x61825", "£61825", "1.61825", "-61825"])
def test_a_directory_number_inside_something_else_is_not_found(text: str) -> None:
    assert telephone_numbers(text, {"61825"}) == []


def test_the_directorys_numbers_are_its_phones_and_text_numbers_as_digits() -> None:
    assert directory_numbers(DIRECTORY) == {"999", "08000000000", "85999"}


@given(gaps=st.lists(st.sampled_from(["", " ", "-"]), min_size=10, max_size=10), digits=st.integers(0, 10**10 - 1))
@settings(deadline=None, max_examples=60)
def test_eleven_digits_that_begin_with_0_are_found_however_they_are_grouped(gaps: list[str], digits: int) -> None:
    number = "0" + f"{digits:010}"
    written = number[0] + number[1] + "".join(gap + digit for gap, digit in zip(gaps, number[2:], strict=False))
    assert telephone_numbers(f"Call {written}.", ()) == [written]


def test_a_short_number_within_a_longer_one_is_not_told_as_well() -> None:
    assert telephone_numbers("Call 00169 85000 0 or 85258.", ()) == ["00169 85000 0", "85258"]


@given(year=st.integers(1500, 2999), other=st.integers(1500, 2999))
@settings(deadline=None)
def test_no_pair_of_years_is_ever_a_number(year: int, other: int) -> None:
    for text in (f"{year}", f"{year}-{other}", f"{year} {other}", f"in {year}, {other}"):
        assert telephone_numbers(text, ()) == []


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Call {{ service.talk }} or 999.", []),
        ("{{service.talk}}", []),
        ("{{ service.nobody }}", ['there is no service "nobody" in directory.yaml']),
        ("{{ number.talk }}", ['"{{ number.talk }}" is not a token we know; write {{ service.name }}']),
        ("{{ service.talk", ["there are {{ or }} that do not make a token"]),
        ("service.talk }}", ["there are {{ or }} that do not make a token"]),
        ("{{ Service.Talk }}", ["there are {{ or }} that do not make a token"]),
        ("{ service.talk }", []),
        (
            "0161 496 0000",
            ['"0161 496 0000" looks like a telephone number; write {{ service.name }} instead'],
        ),
    ],
)
def test_a_text_is_told_what_is_wrong_with_its_tokens_and_numbers(text: str, sentences: list[str]) -> None:
    assert list(text_findings(text, DIRECTORY.by_id, (), directory_numbers(DIRECTORY))) == sentences
