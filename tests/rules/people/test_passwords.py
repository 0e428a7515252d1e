"""What makes a password good enough."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.people.rules import COMMON, PASSWORD_MAX, PASSWORD_MIN, password_problem

EASY = "That password is too easy to guess. Choose one that others would not think of."
SHORT = "Choose a longer password: at least 12 characters. Three or four words in a row work well."
LONG = "That is longer than we can keep. Use at most 200 characters."


def problem(password: str, *, email: str = "tamsin.trainee@example.org", name: str = "Tamsin Trainee") -> str | None:
    return password_problem(password, email=email, name=name)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "abcd abcd ab",
        "zzzzzzzz1a2b",
        "ein schöner Tag",
        "密码密码密码密码一二三四",
        "🙂🙃🙂🙃🙂🙃🙂🙃😀😀😀😁",
        "no digits or capitals",
        "TAMSIN WALKS DOGS",
    ],
)
def test_length_is_what_counts_and_there_are_no_rules_of_composition(password: str) -> None:
    assert problem(password) is None


@pytest.mark.parametrize("password", ["", " ", "short", "elevenchars"])
def test_shorter_than_twelve_is_too_short(password: str) -> None:
    assert problem(password) == SHORT


def test_twelve_is_long_enough_and_two_hundred_not_too_long() -> None:
    assert problem("twelve chars") is None
    assert problem("abcdefghij" * 20) is None


def test_longer_than_two_hundred_is_too_long() -> None:
    assert problem("abcdefghij" * 20 + "x") == LONG
    assert problem("x" * 1_000_000) == LONG


@pytest.mark.parametrize(
    "password", ["password1234", "PassWord1234", "qwertyuiop123", "AlongsideAlongside", "peersupport1"]
)
def test_passwords_on_every_list_are_refused_however_they_are_written(password: str) -> None:
    assert problem(password) == EASY


def test_each_word_of_the_list_can_be_hit_at_all() -> None:
    """Shorter ones are refused for their length; capitals would never be found."""
    assert [word for word in sorted(COMMON) if len(word) < PASSWORD_MIN or word != word.casefold()] == []


@pytest.mark.parametrize(
    "password",
    [
        "tamsin.trainee@example.org",
        "TAMSIN.TRAINEE@EXAMPLE.ORG",
        "tamsin.trainee",
        "Tamsin Trainee",
        "tamsin trainee",
        "TamsinTrainee",
    ],
)
def test_ones_own_address_or_name_is_refused(password: str) -> None:
    assert problem(password) == EASY


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "abababababab", "aAaAaAaAaAaA", "            ", "123123123123"])
def test_fewer_than_four_different_characters_are_refused(password: str) -> None:
    assert problem(password) == EASY


def test_four_different_characters_are_enough() -> None:
    assert problem("abcdabcdabcd") is None


def test_someone_without_name_or_address_can_choose_one() -> None:
    assert problem("correct horse battery", email="", name="") is None


@given(password=st.text(max_size=260))
@settings(deadline=None)
def test_whatever_is_accepted_has_a_fair_length_and_some_variety(password: str) -> None:
    if problem(password) is None:
        assert PASSWORD_MIN <= len(password) <= PASSWORD_MAX
        assert len(set(password.casefold())) >= 4
        assert password.casefold() not in COMMON
