"""What has been read."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training.reading.models import LessonRead


def last_read(session: Session, person_id: str, module: str | None = None) -> dict[tuple[str, str], datetime]:
    """When each lesson, by module and lesson, was last read; of one module, or of all."""
    wanted = select(LessonRead.module, LessonRead.lesson, func.max(LessonRead.at)).where(
        LessonRead.person_id == person_id
    )
    if module is not None:
        wanted = wanted.where(LessonRead.module == module)
    rows = session.execute(wanted.group_by(LessonRead.module, LessonRead.lesson))
    return {(of, lesson): at for of, lesson, at in rows}
