"""How long a sign-in lasts."""

from datetime import UTC, datetime, timedelta

import pytest

from training.people.rules import session_counts

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)


def counts(*, age: timedelta, idle: timedelta, ended: timedelta | None = None) -> bool:
    return session_counts(
        created_at=NOW - age,
        last_seen_at=NOW - idle,
        ended_at=None if ended is None else NOW - ended,
        now=NOW,
    )


def test_a_new_session_counts() -> None:
    assert counts(age=timedelta(), idle=timedelta())


@pytest.mark.parametrize("idle", [timedelta(minutes=5), timedelta(days=1), timedelta(days=3) - A_MOMENT])
def test_a_session_in_use_within_three_days_counts(idle: timedelta) -> None:
    assert counts(age=timedelta(days=5), idle=idle)


@pytest.mark.parametrize("idle", [timedelta(days=3), timedelta(days=3) + A_MOMENT, timedelta(days=100)])
def test_a_session_that_was_idle_for_three_days_is_over(idle: timedelta) -> None:
    assert not counts(age=timedelta(days=5), idle=idle)


def test_a_session_of_almost_two_weeks_counts() -> None:
    assert counts(age=timedelta(days=14) - A_MOMENT, idle=timedelta())


@pytest.mark.parametrize("age", [timedelta(days=14), timedelta(days=15)])
def test_a_session_of_two_weeks_is_over_however_busy(age: timedelta) -> None:
    assert not counts(age=age, idle=timedelta())


@pytest.mark.parametrize("ended", [timedelta(), timedelta(hours=1), timedelta(hours=-1)])
def test_a_session_that_was_ended_is_over(ended: timedelta) -> None:
    assert not counts(age=timedelta(hours=2), idle=timedelta(), ended=ended)
