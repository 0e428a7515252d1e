"""Certificate numbers: what is printed, typed, mistyped and no number at all."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.certification.numbers import ALPHABET, Form, check_of, form_of, grouped, new_number, normal

BODIES = st.text(ALPHABET, min_size=12, max_size=12)
NUMBERS = BODIES.map(lambda body: body + check_of(body))
KNOWN = "7K3Q9XWD2MTA" + check_of("7K3Q9XWD2MTA")


def test_the_alphabet_is_crockfords_and_has_no_letters_that_are_misread() -> None:
    assert ALPHABET == "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_check_characters_are_the_body_modulo_1021() -> None:
    """Worked by hand: the body is a number in base 32, its remainder is written with two characters."""
    assert check_of("000000000000") == "00"
    assert check_of("000000000001") == "01"
    assert check_of("0000000000ZZ") == "02"  # 1023 - 1021
    assert check_of("0000000000ZW") == "ZW"  # 1020, the largest remainder
    assert check_of("000000000100") == "03"  # 1024 - 1021


def test_a_new_number_is_twelve_characters_and_two_that_check_them() -> None:
    number = new_number()
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{14}", number)
    assert form_of(number) == Form.WELL_FORMED


def test_new_numbers_are_not_repeated_and_use_the_whole_alphabet() -> None:
    numbers = [new_number() for _ in range(500)]
    assert len(set(numbers)) == 500
    for at in range(12):
        assert len({number[at] for number in numbers}) == 32


@given(number=NUMBERS)
@settings(deadline=None)
def test_a_whole_number_is_well_formed(number: str) -> None:
    assert form_of(number) == Form.WELL_FORMED


@given(number=NUMBERS, at=st.integers(0, 13), instead=st.sampled_from(ALPHABET))
@settings(deadline=None, max_examples=60)
def test_every_single_wrong_character_is_noticed(number: str, at: int, instead: str) -> None:
    typed = number[:at] + instead + number[at + 1 :]
    assert form_of(typed) == (Form.WELL_FORMED if typed == number else Form.MISTYPED)


@pytest.mark.parametrize("at", range(14))
def test_every_single_wrong_character_of_a_known_number_is_noticed(at: int) -> None:
    for instead in ALPHABET.replace(KNOWN[at], ""):
        assert form_of(KNOWN[:at] + instead + KNOWN[at + 1 :]) == Form.MISTYPED


@given(number=NUMBERS, one=st.integers(0, 13), other=st.integers(0, 13))
@settings(deadline=None, max_examples=60)
def test_every_two_characters_that_changed_places_are_noticed(number: str, one: int, other: int) -> None:
    """Neighbours, as in typing, and any others."""
    swapped = list(number)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    typed = "".join(swapped)
    assert form_of(typed) == (Form.WELL_FORMED if typed == number else Form.MISTYPED)


@given(body=BODIES, at=st.integers(0, 12))
@settings(deadline=None, max_examples=60)
def test_every_two_neighbours_that_changed_places_are_noticed(body: str, at: int) -> None:
    number = body + check_of(body)
    typed = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert form_of(typed) == (Form.WELL_FORMED if typed == number else Form.MISTYPED)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("7K3Q 9XWD 2MTA 5V", "7K3Q9XWD2MTA5V"),
        ("7k3q-9xwd-2mta-5v", "7K3Q9XWD2MTA5V"),
        ("  7K3Q9XWD2MTA5V\t", "7K3Q9XWD2MTA5V"),
        ("7K3Q\u20139XWD\u20112MTA\u00a05V", "7K3Q9XWD2MTA5V"),
        ("oOiIlL", "001111"),
        ("OIL", "011"),
        ("", ""),
        (" - ", ""),
    ],
)
def test_spaces_dashes_lower_case_and_letters_that_are_misread_are_put_right(typed: str, stored: str) -> None:
    assert normal(typed) == stored


@given(number=NUMBERS)
@settings(deadline=None)
def test_however_a_number_is_typed_it_is_stored_alike(number: str) -> None:
    misread = number.replace("0", "O").replace("1", "l")
    for typed in (grouped(number), grouped(number).lower(), "-".join(number), misread, misread.lower()):
        assert normal(typed) == number
        assert form_of(typed) == Form.WELL_FORMED


@given(typed=st.text(max_size=40))
@settings(deadline=None)
def test_putting_right_twice_changes_nothing_more(typed: str) -> None:
    assert normal(normal(typed)) == normal(typed)


@given(typed=st.text(max_size=40))
@settings(deadline=None, max_examples=60)
def test_whatever_is_typed_only_whole_numbers_are_well_formed(typed: str) -> None:
    form, number = form_of(typed), normal(typed)
    if form == Form.WELL_FORMED:
        assert number[:12] + check_of(number[:12]) == number
    if form == Form.MALFORMED:
        assert not re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{14}", number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7K3Q",
        KNOWN[:-1],
        KNOWN + "0",
        KNOWN[:-1] + "U",
        KNOWN[:-1] + "?",
        KNOWN[:-1] + "é",
        "７" + KNOWN[1:],
        KNOWN[:-1] + "\x00",
        "' OR 1=1 --   ",
        "<script>alert1",
        "ß" * 14,
        "0" * 10_000,
    ],
)
def test_what_cannot_be_a_number_is_malformed(typed: str) -> None:
    assert form_of(typed) == Form.MALFORMED


def test_a_number_is_printed_in_groups_of_four() -> None:
    assert grouped("7K3Q9XWD2MTA5V") == "7K3Q 9XWD 2MTA 5V"


def test_forms_are_three_words() -> None:
    assert {form.value for form in Form} == {"well formed", "mistyped", "malformed"}
