"""How long a certificate is valid, and what it is worth on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.certification.rules import STANDS, Entry, Status, status_on, valid_until

UNTIL = date(2028, 3, 9)
REVOKED = Entry(Status.REVOKED, date(2027, 1, 1))


def status(on: date, *entries: Entry, window_days: int = 90) -> Status:
    return status_on(until=UNTIL, window_days=window_days, entries=entries, on=on)


@pytest.mark.parametrize(
    ("issued_on", "months", "last_day"),
    [
        (date(2026, 3, 10), 24, date(2028, 3, 9)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 1, 1), 1, date(2026, 1, 31)),
        (date(2024, 2, 29), 24, date(2026, 2, 27)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 2, 28), 24, date(2028, 2, 27)),
        (date(2026, 3, 1), 24, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2026, 10, 31), 1, date(2026, 11, 29)),
        (date(2026, 12, 31), 24, date(2028, 12, 30)),
    ],
)
def test_a_certificate_is_valid_through_the_day_before_the_same_day_months_later(
    issued_on: date, months: int, last_day: date
) -> None:
    assert valid_until(issued_on, months) == last_day


@given(issued_on=st.dates(date(2000, 1, 1), date(2100, 1, 1)), months=st.integers(1, 120))
@settings(deadline=None)
def test_a_certificate_is_valid_on_the_day_it_is_issued_and_longer_the_more_months(
    issued_on: date, months: int
) -> None:
    until = valid_until(issued_on, months)
    assert issued_on <= until < valid_until(issued_on, months + 1)
    assert status_on(until=until, window_days=1, entries=(), on=issued_on) in STANDS


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 3, 10), Status.VALID),
        (UNTIL - timedelta(days=91), Status.VALID),
        (UNTIL - timedelta(days=90), Status.VALID),
        (UNTIL - timedelta(days=89), Status.DUE),
        (UNTIL - timedelta(days=1), Status.DUE),
        (UNTIL, Status.DUE),
        (UNTIL + timedelta(days=1), Status.EXPIRED),
        (date(2090, 1, 1), Status.EXPIRED),
    ],
)
def test_it_is_valid_then_due_in_its_last_days_and_expired_the_day_after(on: date, expected: Status) -> None:
    assert status(on) == expected


@pytest.mark.parametrize("window_days", [1, 30, 366])
def test_it_is_due_for_exactly_as_many_days_as_the_window_has(window_days: int) -> None:
    days = [UNTIL + timedelta(days=shift) for shift in range(-400, 3)]
    assert sum(status(on, window_days=window_days) == Status.DUE for on in days) == window_days


@pytest.mark.parametrize("on", [date(2027, 1, 1), date(2027, 1, 2), UNTIL, UNTIL + timedelta(days=1), date(2090, 1, 1)])
def test_revoked_stands_before_everything_else_from_its_day_on(on: date) -> None:
    assert status(on, REVOKED) == Status.REVOKED


def test_before_its_day_a_revocation_does_not_count() -> None:
    assert status(date(2026, 12, 31), REVOKED) == Status.VALID


def test_other_entries_do_not_undo_a_revocation() -> None:
    later = Entry(Status.VALID, date(2027, 6, 1))
    assert status(date(2027, 7, 1), REVOKED, later) == Status.REVOKED
    assert status(date(2027, 7, 1), later, REVOKED) == Status.REVOKED


def test_an_entry_that_is_no_revocation_changes_nothing() -> None:
    assert status(date(2027, 7, 1), Entry(Status.VALID, date(2026, 3, 10))) == Status.VALID
    assert status(UNTIL + timedelta(days=1), Entry(Status.VALID, date(2026, 3, 10))) == Status.EXPIRED


def test_only_valid_and_due_certificates_can_be_relied_on() -> None:
    assert {Status.VALID, Status.DUE} == STANDS


@given(shift=st.integers(-800, 800), window_days=st.integers(1, 366))
@settings(deadline=None)
def test_time_only_ever_moves_a_certificate_on(shift: int, window_days: int) -> None:
    order = [Status.VALID, Status.DUE, Status.EXPIRED]
    on = UNTIL + timedelta(days=shift)
    today, tomorrow = status(on, window_days=window_days), status(on + timedelta(days=1), window_days=window_days)
    assert order.index(tomorrow) - order.index(today) in (0, 1)
