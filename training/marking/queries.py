"""Marks as others see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training.marking.models import Mark
from training.marking.rules import ItemMark


@dataclass(frozen=True)
class MarkView:
    id: str
    attempt_id: str
    key_edition: str
    score: int
    maximum: int
    passed: bool
    critical_misses: tuple[str, ...]
    items: tuple[ItemMark, ...]
    at: datetime

    @property
    def percent(self) -> int:
        """Share of the points, in whole per cent, rounded down."""
        return self.score * 100 // self.maximum


def latest_marks(session: Session, attempt_ids: Collection[str]) -> dict[str, MarkView]:
    """The newest mark of each attempt that has one, by attempt: one statement."""
    if not attempt_ids:
        return {}
    rows = session.scalars(select(Mark).where(Mark.attempt_id.in_(attempt_ids)).order_by(Mark.at, Mark.id))
    return {row.attempt_id: _view(row) for row in rows}


def _view(row: Mark) -> MarkView:
    return MarkView(
        row.id,
        row.attempt_id,
        row.key_edition,
        row.score,
        row.maximum,
        row.passed,
        tuple(row.critical_misses),
        tuple(ItemMark(item, answer, points) for item, answer, points in row.detail),
        row.at,
    )
