"""Counting tries in the database, so that every process of the application counts together.

A limit is never a lock-out: it ends by itself. Only what failed is counted.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, case, delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from training.core.limits import Try
from training.core.models import Tries


def wait(session: Session, tries: Sequence[Try], now: datetime) -> timedelta | None:
    """How long to wait until none of these limits is reached any more; None where one may try now."""
    limits = {each.key: each.limit.tries for each in tries}
    rows = session.execute(
        select(Tries.key, Tries.count, Tries.ends_at).where(Tries.key.in_(limits), Tries.ends_at > now)
    )
    waits = [ends_at - now for key, count, ends_at in rows if count >= limits[key]]
    return max(waits, default=None)


def count(session: Session, tries: Sequence[Try], now: datetime) -> None:
    """Count each of these once more. Windows that are over are forgotten, also those of others."""
    session.execute(delete(Tries).where(Tries.ends_at <= now))
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    table = cast(Table, Tries.__table__)
    for each in sorted(tries, key=lambda one: one.key):
        written = insert(table).values(key=each.key, count=1, ends_at=now + each.limit.window)
        session.execute(
            written.on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "count": case((table.c.ends_at <= now, 1), else_=table.c.count + 1),
                    "ends_at": case((table.c.ends_at <= now, written.excluded.ends_at), else_=table.c.ends_at),
                },
            )
        )
