"""A name prints on one line everywhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.people.rules import tidy_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Tam Trainee", "Tam Trainee"),
        ("  Tam   Trainee ", "Tam Trainee"),
        ("Tam\tTrainee", "Tam Trainee"),
        ("Tam\nTrainee\r\n", "Tam Trainee"),
        ("Tam\u00a0Trainee", "Tam Trainee"),
        ("Tam\u2028Trainee\u2029", "Tam Trainee"),
        ("Siân O’Brien-Lloyd", "Siân O’Brien-Lloyd"),
        ("Nguyễn Thị", "Nguyễn Thị"),
        ("محمد علي", "محمد علي"),
        ("王 小明", "王 小明"),
        ("", ""),
        (" \t\n", ""),
    ],
)
def test_white_space_is_folded_and_letters_are_kept(typed: str, kept: str) -> None:
    assert tidy_name(typed) == kept


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u200b", "\u202e", "\u2066", "\ufeff"])
def test_characters_that_cannot_be_seen_are_dropped(character: str) -> None:
    """Among them those that turn the direction of writing and could show one name as another."""
    assert tidy_name(f"Tam{character} Trainee{character}") == "Tam Trainee"


def test_markup_is_kept_as_the_letters_it_is() -> None:
    assert tidy_name("<b>Tam</b>") == "<b>Tam</b>"


@given(typed=st.text())
@settings(deadline=None)
def test_a_tidy_name_stands_on_one_line_and_is_tidy_for_good(typed: str) -> None:
    kept = tidy_name(typed)
    assert kept.isprintable()
    assert kept == kept.strip()
    assert "  " not in kept
    assert tidy_name(kept) == kept
    assert len(kept) <= len(typed)
