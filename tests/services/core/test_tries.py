"""Counting tries in the database: together for all processes, and never for longer than a window."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from training.core.database import begin_writing
from training.core.limits import Limit, Try
from training.core.models import Tries
from training.core.tries import count, wait

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
THREE = Limit("three", 3, timedelta(minutes=10))
FIVE = Limit("five", 5, timedelta(minutes=60))
LAST = timedelta(microseconds=1)


def tries(session: Session, number: int, *what: Try, at: datetime = NOON) -> None:
    for _ in range(number):
        count(session, what, at)


def test_one_may_try_until_the_limit_is_reached_and_then_waits_for_the_window_to_end(session: Session) -> None:
    one = Try(THREE, "somebody")
    assert wait(session, [one], NOON) is None
    tries(session, 2, one)
    assert wait(session, [one], NOON) is None
    tries(session, 1, one, at=NOON + timedelta(minutes=4))
    assert wait(session, [one], NOON + timedelta(minutes=4)) == timedelta(minutes=6)


def test_a_window_begins_with_its_first_try_and_ends_to_the_moment(session: Session) -> None:
    one = Try(THREE, "somebody")
    tries(session, 3, one)
    assert wait(session, [one], NOON + THREE.window - LAST) == LAST
    assert wait(session, [one], NOON + THREE.window) is None


def test_after_a_window_counting_begins_anew(session: Session) -> None:
    one, later = Try(THREE, "somebody"), NOON + THREE.window
    tries(session, 3, one)
    tries(session, 2, one, at=later)
    assert wait(session, [one], later) is None
    tries(session, 1, one, at=later)
    assert wait(session, [one], later) == THREE.window


def test_tries_beyond_the_limit_do_not_make_the_wait_longer(session: Session) -> None:
    one = Try(THREE, "somebody")
    tries(session, 9, one)
    assert wait(session, [one], NOON + timedelta(minutes=9)) == timedelta(minutes=1)


def test_of_several_limits_the_longest_wait_counts_and_each_stands_for_itself(session: Session) -> None:
    short, long = Try(THREE, "somebody"), Try(FIVE, "somebody")
    tries(session, 3, short, long)
    assert wait(session, [short, long], NOON) == THREE.window
    assert wait(session, [long], NOON) is None
    tries(session, 2, long)
    assert wait(session, [short, long], NOON) == FIVE.window


def test_nobody_waits_for_the_tries_of_others(session: Session) -> None:
    tries(session, 3, Try(THREE, "somebody"))
    assert wait(session, [Try(THREE, "somebody else")], NOON) is None
    assert wait(session, [], NOON) is None


@pytest.mark.parametrize("subject", ["", "x" * 10_000, "a\nb", "ü🦉", "' OR 1=1 --", "a\x00b"])
def test_any_subject_counts_and_none_is_stored(session: Session, subject: str) -> None:
    tries(session, 3, Try(THREE, subject))
    assert wait(session, [Try(THREE, subject)], NOON) is not None
    assert [len(key) for key in session.scalars(select(Tries.key))] == [64]


def test_what_is_over_is_forgotten(session: Session) -> None:
    tries(session, 1, Try(THREE, "somebody"))
    tries(session, 1, Try(FIVE, "somebody"))
    tries(session, 1, Try(FIVE, "else"), at=NOON + THREE.window)
    assert sorted(session.scalars(select(Tries.key))) == sorted([Try(FIVE, "somebody").key, Try(FIVE, "else").key])


def test_the_same_try_twice_in_one_request_counts_twice(session: Session) -> None:
    one = Try(THREE, "somebody")
    tries(session, 1, one, one, one)
    assert wait(session, [one], NOON) == THREE.window


def test_two_at_once_are_both_counted_whatever_their_order(session: Session, engine: Engine) -> None:
    session.commit()
    what, barrier = [Try(THREE, "a"), Try(THREE, "b"), Try(FIVE, "c")], Barrier(6, timeout=20)

    def one(order: Sequence[Try]) -> None:
        barrier.wait()
        with Session(engine) as own:
            begin_writing(own)
            count(own, order, NOON)
            own.commit()

    with ThreadPoolExecutor(6) as pool:
        for running in [pool.submit(one, what if number % 2 else what[::-1]) for number in range(6)]:
            running.result(30)
    with Session(engine) as own:
        assert sorted(own.scalars(select(Tries.count))) == [6, 6, 6]
