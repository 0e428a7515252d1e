"""Someone's path and the steps on it."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from training.core.actors import Actor
from training.course.content import activity_name
from training.course.queries import EditionView
from training.criteria.queries import policy_for
from training.criteria.rules import Assessment, assess, modules_to_pass_first
from training.evidence.queries import gather
from training.learning.rules import Path, path


def own_path(session: Session, actor: Actor, edition: EditionView, zone: ZoneInfo, on: date) -> Path:
    """The actor's own path."""
    return path_and_assessment(session, actor.id, edition, zone, on)[0]


def modules_first(session: Session, person_id: str, edition: EditionView, zone: ZoneInfo, on: date) -> tuple[str, ...]:
    """The titles of modules that a person has still to pass on a day before observed sessions count."""
    record = gather(session, [person_id], zone)[person_id]
    needs = [need for criterion in policy_for(edition).criteria for need in criterion.needs if need.after]
    quizzes = {quiz for need in needs for quiz in modules_to_pass_first(need, record, on)}
    return tuple(
        module.title
        for module in edition.course.modules
        if module.quiz and activity_name(module.id, module.quiz.id) in quizzes
    )


def path_and_assessment(
    session: Session, person_id: str, edition: EditionView, zone: ZoneInfo, on: date
) -> tuple[Path, Assessment]:
    """A person's path and assessment from one gathering. Whether the asker may see them is decided before."""
    record = gather(session, [person_id], zone)[person_id]
    policy = policy_for(edition)
    return path(edition.course, policy, record, on), assess(policy, record, on)
