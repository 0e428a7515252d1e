from datetime import datetime, timedelta

import pytest

from tests.support.cast import BEGINNING
from training.jobs.rules import LOST_AFTER, TRIES_MAX, fault_of, may_start, pause_after

NOW = BEGINNING
SECOND = timedelta(seconds=1)


def test_pauses_grow_and_come_to_a_little_over_two_hours() -> None:
    pauses = [pause_after(tries) for tries in range(1, TRIES_MAX)]
    assert pauses == sorted(set(pauses))
    assert pauses[0] == timedelta(minutes=1)
    assert timedelta(hours=2) < sum(pauses, timedelta()) < timedelta(hours=2, minutes=15)


@pytest.mark.parametrize(
    ("due_at", "may"), [(NOW - SECOND, True), (NOW, True), (NOW + SECOND, False), (NOW + timedelta(days=1), False)]
)
def test_a_job_that_waits_may_start_when_it_is_due(due_at: datetime, may: bool) -> None:
    assert may_start(due_at=due_at, started_at=None, is_running=False, now=NOW) is may


@pytest.mark.parametrize(
    ("started_at", "may"), [(NOW, False), (NOW - LOST_AFTER + SECOND, False), (NOW - LOST_AFTER, True), (None, False)]
)
def test_a_job_that_runs_may_start_again_only_when_its_try_was_lost(started_at: datetime | None, may: bool) -> None:
    assert may_start(due_at=NOW - timedelta(days=1), started_at=started_at, is_running=True, now=NOW) is may


def test_a_fault_says_what_and_where_and_never_the_message() -> None:
    with pytest.raises(ValueError) as raised:
        int("Siân O’Brien cannot be a number")
    here = __file__.rsplit("/", 1)[0]
    assert "Siân" in str(raised.value)
    assert fault_of(raised.value, here).startswith("ValueError at test_tries.py:")
    assert fault_of(raised.value, "/nowhere") == "ValueError"
    assert "Siân" not in fault_of(raised.value, here)
    assert fault_of(ValueError("never raised"), "/") == "ValueError"
    assert len(fault_of(type("E" * 300, (Exception,), {})(), "/")) == 200
