"""Someone's path and the steps on it."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from training.core.actors import Actor
from training.course.queries import EditionView
from training.criteria.queries import policy_for
from training.criteria.rules import Assessment, assess
from training.evidence.queries import gather
from training.learning.rules import Path, path


def own_path(session: Session, actor: Actor, edition: EditionView, zone: ZoneInfo, on: date) -> Path:
    """The actor's own path."""
    return path_and_assessment(session, actor.id, edition, zone, on)[0]


def path_and_assessment(
    session: Session, person_id: str, edition: EditionView, zone: ZoneInfo, on: date
) -> tuple[Path, Assessment]:
    """A person's path and assessment from one gathering. Whether the asker may see them is decided before."""
    record = gather(session, [person_id], zone)[person_id]
    policy = policy_for(edition)
    return path(edition.course, policy, record, on), assess(policy, record, on)
