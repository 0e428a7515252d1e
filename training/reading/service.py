"""A lesson is read when the reader says so."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training.core.actors import Actor
from training.core.errors import NotFound
from training.core.ids import key_of_form
from training.core.touch import touched
from training.course.queries import EditionView
from training.people.queries import lock
from training.reading.models import LessonRead


def record_reading(
    session: Session,
    *,
    actor: Actor,
    edition: EditionView,
    module_id: str,
    lesson_id: str,
    form_key: str,
    now: datetime,
) -> None:
    """Note that the actor has read a lesson of this edition. The same form sent twice is one reading.

    :raises NotFound: no such lesson
    """
    module = edition.course.module(module_id)
    if module is None or module.lesson(lesson_id) is None:
        raise NotFound
    lock(session, actor.id)
    form_key = key_of_form(form_key, edition.digest, module_id, lesson_id)
    again = session.scalar(
        select(LessonRead.id).where(LessonRead.person_id == actor.id, LessonRead.form_key == form_key)
    )
    if again:
        return
    session.add(
        LessonRead(
            person_id=actor.id,
            module=module_id,
            lesson=lesson_id,
            edition=edition.digest,
            at=now,
            form_key=form_key,
        )
    )
    session.flush()
    touched(session, actor.id)
