"""What has been read."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from training.reading.models import LessonRead

_READ = (
    select(LessonRead.module, LessonRead.lesson, func.max(LessonRead.at))
    .where(LessonRead.person_id == bindparam("person"))
    .group_by(LessonRead.module, LessonRead.lesson)
)
_READ_OF_MODULE = _READ.where(LessonRead.module == bindparam("module"))


def last_read(session: Session, person_id: str, module: str | None = None) -> dict[tuple[str, str], datetime]:
    """When each lesson, by module and lesson, was last read; of one module, or of all."""
    if module is None:
        rows = session.execute(_READ, {"person": person_id})
    else:
        rows = session.execute(_READ_OF_MODULE, {"person": person_id, "module": module})
    return {(of, lesson): at for of, lesson, at in rows}
