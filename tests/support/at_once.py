"""Two acts at the same moment: the second begins while the first has not committed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.support.story import Story
from training.core.database import begin_writing
from training.core.errors import NotFound, Refused

SessionAct = Callable[[Session], str]
Act = Callable[[Story], str]
AtOnce = Callable[[Act, Act], list[str]]
UNCOMMITTED_SECONDS = 0.3
"""How long the first goes on before it commits: the second has begun by then, and waits or is told."""


def both_at_once(engine: Engine, first: SessionAct, second: SessionAct) -> list[str]:
    """What two acts come to, each in a session of its own: what they say, or why they were refused."""
    barrier = Barrier(2, timeout=20)

    def run(act: SessionAct, leads: bool) -> str:
        with Session(engine) as own:
            if not leads:
                barrier.wait()
            begin_writing(own)
            try:
                said = act(own)
            except (NotFound, Refused) as refused:
                own.rollback()
                said = getattr(refused, "code", "not found")
            if leads:
                barrier.wait()
                sleep(UNCOMMITTED_SECONDS)
            own.commit()
            return said

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(run, first, True), pool.submit(run, second, False)]
        return [each.result() for each in running]


@pytest.fixture
def at_once(story: Story, engine: Engine) -> AtOnce:
    """What two acts of a story come to."""

    def in_a_session(act: Act) -> SessionAct:
        return lambda own: act(Story(own, story.cast, story.edition))

    def both(first: Act, second: Act) -> list[str]:
        story.session.commit()
        return both_at_once(engine, in_a_session(first), in_a_session(second))

    return both
