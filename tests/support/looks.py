"""What tests of the doctor share: a look, what it found, and work that was done."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING
from training.core import clock
from training.core.ids import new_id
from training.core.models import Job, JobState
from training.upkeep.rules import Finding, Level

Look = Callable[..., tuple[Finding, ...]]
GOOD_SECRET = "q7Zt0mVx2Lr9Wc4Yb6Nf1Hs8Kd3Jg5Pa-EuTiOo_RyQn"
NOW = datetime.now(BEGINNING.tzinfo)
"""When the tests began; a look asks the clock, as its database does."""


def levels(findings: tuple[Finding, ...]) -> set[Level]:
    return {finding.level for finding in findings}


def works(session: Session, *, state: JobState = JobState.DONE, ago: timedelta = timedelta(hours=1)) -> None:
    moment = clock.now() - ago
    session.add(
        Job(
            kind="certificate",
            subject=new_id(),
            state=state,
            tries=1,
            asked_at=moment,
            due_at=moment,
            started_at=None if state == JobState.WAITING else moment,
            finished_at=None if state == JobState.WAITING else moment,
        )
    )
    session.commit()
