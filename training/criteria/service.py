"""The one writer of standing."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Insert, Table, delete, select, union
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from training.core.clock import local_date
from training.core.database import run
from training.core.roles import Role
from training.core.touch import take_touched
from training.course.queries import EditionView, current
from training.criteria.models import Standing, StandingKind
from training.criteria.queries import StandingView, summary
from training.evidence.queries import gather
from training.people.models import RoleGrant
from training.people.queries import lock_all

STORED = ("kind", "key", "state", "because", "edition", "next_change_on")
BATCH = 200

_Line = tuple[StandingKind, str, str, list[Any], date | None]


def settle(session: Session, *, zone: ZoneInfo, now: datetime, edition: EditionView | None = None) -> None:
    """Bring the standing of everyone whose facts were touched up to date. The edge calls it once, before its commit.

    :param edition: the current one, where the caller has read it already
    """
    people = take_touched(session)
    found = (edition or current(session)) if people else None
    if found is not None:
        _write(session, people, found, zone, now)


def recheck(session: Session, *, zone: ZoneInfo, now: datetime, repair: bool) -> list[str]:
    """Compare everyone's stored standing with a fresh one.

    :param repair: write what differs
    :returns: ids of the people whose standing differed
    """
    edition = current(session)
    if edition is None:
        return []
    everyone = sorted(
        session.scalars(
            union(
                select(RoleGrant.person_id).where(RoleGrant.role == Role.TRAINEE),
                select(Standing.person_id),
            )
        )
    )
    different: list[str] = []
    for start in range(0, len(everyone), BATCH):
        batch = everyone[start : start + BATCH]
        stored: dict[str, list[tuple[Any, ...]]] = {person_id: [] for person_id in batch}
        for row in session.scalars(select(Standing).where(Standing.person_id.in_(batch))):
            stored[row.person_id].append(tuple(getattr(row, name) for name in STORED))
        records = gather(session, batch, zone)
        for person_id in batch:
            rows = _rows(person_id, edition, summary(edition, records[person_id], local_date(now, zone)), now)
            fresh = [tuple(row[name] for name in STORED) for row in rows]
            if sorted(map(repr, fresh)) != sorted(map(repr, stored[person_id])):
                different.append(person_id)
    if repair and different:
        session.execute(delete(Standing).where(Standing.person_id.in_(different)))
        _write(session, different, edition, zone, now)
    return different


def _write(session: Session, person_ids: Collection[str], edition: EditionView, zone: ZoneInfo, now: datetime) -> None:
    """Compute and store. Under a lock, so that of two who add facts at once the second sees the first's."""
    lock_all(session, person_ids)
    records = gather(session, person_ids, zone)
    on = local_date(now, zone)
    rows = [
        row
        for person_id in sorted(person_ids)
        for row in _rows(person_id, edition, summary(edition, records[person_id], on), now)
    ]
    run(session, _stored(session.get_bind().dialect.name), rows)


@cache
def _stored(dialect: str) -> Insert:
    """The statement that stores rows, in place of those of the same person, kind and key."""
    insert = sqlite_insert if dialect == "sqlite" else postgresql_insert
    written = insert(cast(Table, Standing.__table__))
    return written.on_conflict_do_update(
        index_elements=["person_id", "kind", "key"],
        set_={name: written.excluded[name] for name in ("state", "because", "edition", "next_change_on", "at")},
    )


def _rows(person_id: str, edition: EditionView, view: StandingView, now: datetime) -> list[dict[str, Any]]:
    modules: list[_Line] = [(StandingKind.MODULE, key, state.value, [], None) for key, state in view.modules.items()]
    criteria: list[_Line] = [
        (
            StandingKind.CRITERION,
            key,
            state.value,
            [[missing.lack.value, missing.who.value, missing.detail] for missing in view.missing[key]],
            view.next_change_on[key],
        )
        for key, state in view.criteria.items()
    ]
    return [
        {
            "person_id": person_id,
            "kind": kind,
            "key": key,
            "state": state,
            "because": because,
            "edition": edition.digest,
            "next_change_on": next_change_on,
            "at": now,
        }
        for kind, key, state, because, next_change_on in (*modules, *criteria)
    ]
