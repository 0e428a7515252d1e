"""Which people's facts changed in this session. The edge settles their standing before its one commit."""

from sqlalchemy.orm import Session

_KEY = "touched people"


def touched(session: Session, person_id: str) -> None:
    """Note that a fact about this person was added. Every service that adds one calls it."""
    session.info.setdefault(_KEY, set()).add(person_id)


def take_touched(session: Session) -> frozenset[str]:
    """The people noted since the last call; the note is emptied."""
    return frozenset(session.info.pop(_KEY, set()))
