"""What counts as well, as a warning and as a problem, at each edge."""

from datetime import UTC, date, datetime, timedelta

import pytest

from training.upkeep.rules import (
    Level,
    all_well,
    backup_age,
    clock,
    deciders,
    directory_age,
    module_age,
    problem,
    some,
    space,
    warning,
    well,
)

GB = 1_000_000_000
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("free", "total", "level"),
    [
        (10 * GB, 100 * GB, Level.WELL),
        (GB, 10 * GB, Level.WELL),
        (GB - 1, 10 * GB, Level.WARNING),
        (5 * GB, 100 * GB, Level.WELL),
        (5 * GB - 1, 100 * GB, Level.WARNING),
        (GB // 10, 100 * GB, Level.WARNING),
    ],
)
def test_a_disk_with_under_a_gigabyte_or_a_twentieth_free_is_warned_of(free: int, total: int, level: Level) -> None:
    assert space(free, total).level == level


def test_a_full_disk_is_a_problem() -> None:
    assert [space(free, 10**10).level for free in (0, 10**7, 10**8)] == [Level.PROBLEM, Level.PROBLEM, Level.WARNING]


@pytest.mark.parametrize("seconds", [0, 119, 120, -120])
def test_clocks_within_two_minutes_agree(seconds: int) -> None:
    other = NOW + timedelta(seconds=seconds)
    assert [finding.level for finding in clock(NOW, database=other, newest_file=NOW)] == [Level.WELL]


@pytest.mark.parametrize("seconds", [121, -121, 86400])
def test_clocks_further_apart_are_a_problem(seconds: int) -> None:
    other = NOW + timedelta(seconds=seconds)
    assert [finding.level for finding in clock(NOW, database=other, newest_file=NOW)] == [Level.PROBLEM]


def test_a_file_of_tomorrow_says_that_the_clock_went_back() -> None:
    found = clock(NOW, database=NOW, newest_file=NOW + timedelta(days=1))
    assert [finding.level for finding in found] == [Level.PROBLEM]
    assert "24 Nov 2026" in found[0].says
    assert clock(NOW, database=NOW, newest_file=NOW - timedelta(days=900))[0].level == Level.WELL


@pytest.mark.parametrize(("year", "level"), [(1970, "problem"), (2025, "problem"), (2026, "well"), (2100, "problem")])
def test_a_year_that_cannot_be_is_a_problem(year: int, level: str) -> None:
    then = NOW.replace(year=year)
    assert [finding.level for finding in clock(then, database=then, newest_file=then)] == [level]


@pytest.mark.parametrize(("days", "level"), [(0, Level.WELL), (90, Level.WELL), (91, Level.WARNING)])
def test_a_service_is_checked_every_ninety_days(days: int, level: Level) -> None:
    found = directory_age([("Samaritans", ON), ("Shout", ON - timedelta(days=days))], ON)
    assert found.level == level
    assert ("Shout" in found.says) == (level == Level.WARNING)
    assert "Samaritans" not in found.says


@pytest.mark.parametrize(("days", "level"), [(365, Level.WELL), (366, Level.WARNING)])
def test_a_module_is_reviewed_every_year(days: int, level: Level) -> None:
    found = module_age([("Boundaries", ON - timedelta(days=days))], ON)
    assert found.level == level
    assert ("Boundaries" in found.says) == (level == Level.WARNING)


@pytest.mark.parametrize(
    ("admins", "level"), [(0, Level.PROBLEM), (1, Level.WARNING), (2, Level.WELL), (9, Level.WELL)]
)
def test_an_installation_names_at_least_two_who_may_decide(admins: int, level: Level) -> None:
    assert deciders(admins).level == level


@pytest.mark.parametrize(("hours", "level"), [(0, Level.WELL), (48, Level.WELL), (49, Level.WARNING)])
def test_a_backup_is_two_days_old_at_most(hours: int, level: Level) -> None:
    assert backup_age(NOW - timedelta(hours=hours), NOW, "/backups").level == level


def test_no_backup_at_all_is_warned_of() -> None:
    assert backup_age(None, NOW, "/backups").level == Level.WARNING


def test_a_problem_is_not_well_and_a_warning_does_no_harm() -> None:
    assert all_well([])
    assert all_well([well("a", "b"), warning("a", "b", "c")])
    assert not all_well([well("a", "b"), problem("a", "b", "c")])


def test_of_many_the_first_few_are_named() -> None:
    assert some(["a", "b"]) == "a, b"
    assert some(list("abcde")) == "a, b, c, d, e"
    assert some(list("abcdefg")) == "a, b, c, d, e and 2 more"
