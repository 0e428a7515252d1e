"""Counting months."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.core.clock import add_months, local_date

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
MONTHS = st.integers(-240, 240)
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 10), 24, date(2028, 3, 10)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_it_is_the_same_day_of_a_later_month_or_that_months_last(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(day=DAYS, months=MONTHS)
@settings(deadline=None)
def test_the_month_is_exactly_so_many_months_away(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months


@given(day=DAYS, months=MONTHS)
@settings(deadline=None)
def test_the_day_is_kept_unless_the_month_is_too_short(day: date, months: int) -> None:
    later = add_months(day, months)
    last = monthrange(later.year, later.month)[1]
    assert later.day == day.day or (later.day == last and day.day > last)


@given(day=DAYS)
@settings(deadline=None)
def test_no_months_later_is_the_same_day(day: date) -> None:
    assert add_months(day, 0) == day


@given(day=DAYS, later=st.integers(0, 400), months=MONTHS)
@settings(deadline=None)
def test_a_later_day_never_comes_out_earlier(day: date, later: int, months: int) -> None:
    assert add_months(day, months) <= add_months(day + timedelta(days=later), months)


@given(day=DAYS.filter(lambda day: day.day <= 28), one=MONTHS, two=MONTHS)
@settings(deadline=None)
def test_for_days_that_every_month_has_months_add_up(day: date, one: int, two: int) -> None:
    assert add_months(add_months(day, one), two) == add_months(day, one + two)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 10, 23, 59, tzinfo=UTC), date(2026, 1, 10)),
        (datetime(2026, 7, 10, 23, 0, tzinfo=UTC), date(2026, 7, 11)),
        (datetime(2026, 7, 10, 22, 59, tzinfo=UTC), date(2026, 7, 10)),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_a_day_is_the_day_where_the_organisation_is(moment: datetime, day: date) -> None:
    assert local_date(moment, LONDON) == day
