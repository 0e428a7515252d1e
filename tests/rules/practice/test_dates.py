"""Dates that a trainer gives."""

from datetime import date, timedelta

import pytest

from training.practice.rules import held_date_problem, review_date_problem

TODAY = date(2026, 3, 10)
DAY = timedelta(days=1)


@pytest.mark.parametrize("days", [1, 2, 90, 365, 366])
def test_the_next_talk_is_after_today_and_within_a_year(days: int) -> None:
    assert review_date_problem(TODAY + timedelta(days=days), TODAY) is None


@pytest.mark.parametrize("days", [0, -1, -400])
def test_the_next_talk_is_not_today_or_before(days: int) -> None:
    assert review_date_problem(TODAY + timedelta(days=days), TODAY) == "Choose a date after today."


@pytest.mark.parametrize("review_on", [TODAY + timedelta(days=367), date(9999, 12, 31)])
def test_the_next_talk_is_not_more_than_a_year_away(review_on: date) -> None:
    assert review_date_problem(review_on, TODAY) == "Choose a date within the next year."


def test_a_whole_year_fits_from_a_leap_day_too() -> None:
    assert review_date_problem(date(2029, 2, 28), date(2028, 2, 29)) is None
    assert review_date_problem(date(2028, 3, 1), date(2027, 3, 1)) is None


@pytest.mark.parametrize("days", [0, 1, 30, 365, 366])
def test_an_observed_session_was_today_or_within_the_last_year(days: int) -> None:
    assert held_date_problem(TODAY - timedelta(days=days), TODAY) is None


@pytest.mark.parametrize("held_on", [TODAY + DAY, date(2062, 3, 10), date.max])
def test_a_session_in_the_future_was_not_observed(held_on: date) -> None:
    assert held_date_problem(held_on, TODAY) == "A session in the future cannot have been observed yet."


@pytest.mark.parametrize("held_on", [TODAY - timedelta(days=367), date(1926, 3, 10), date.min])
def test_a_session_of_more_than_a_year_ago_is_too_old(held_on: date) -> None:
    assert held_date_problem(held_on, TODAY) == "That is more than a year ago. Observe a more recent session."
