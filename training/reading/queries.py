"""What has been read."""

from collections.abc import Collection
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from training.core.database import people_in, run, whose
from training.reading.models import LessonRead

_READ_OF_MODULE = (
    select(LessonRead.module, LessonRead.lesson, func.max(LessonRead.at))
    .where(LessonRead.person_id == bindparam("person"), LessonRead.module == bindparam("module"))
    .group_by(LessonRead.module, LessonRead.lesson)
)


def last_read(session: Session, person_id: str, module: str) -> dict[tuple[str, str], datetime]:
    """When each lesson of a module, by module and lesson, was last read."""
    rows = run(session, _READ_OF_MODULE, {"person": person_id, "module": module}).all()
    return {(of, lesson): at for of, lesson, at in rows}


def last_read_by(session: Session, person_ids: Collection[str]) -> dict[str, dict[tuple[str, str], datetime]]:
    """When each of these people last read each lesson, by person, then by module and lesson: one statement."""
    one, people = people_in(person_ids)
    found: dict[str, dict[tuple[str, str], datetime]] = {person_id: {} for person_id in person_ids}
    for person_id, module, lesson, at in run(session, _read_by(one), people).all():
        found[person_id][module, lesson] = at
    return found


@cache
def _read_by(one: bool) -> Select[str, str, str, datetime]:
    return (
        select(LessonRead.person_id, LessonRead.module, LessonRead.lesson, func.max(LessonRead.at))
        .where(whose(LessonRead.person_id, one=one))
        .group_by(LessonRead.person_id, LessonRead.module, LessonRead.lesson)
    )
