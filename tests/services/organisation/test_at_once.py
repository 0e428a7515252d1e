"""Two admins at the same moment: values are numbered in the order of their commits, so that every process sees each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import sleep

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, Cast
from training.core.actors import Actor
from training.core.database import begin_writing
from training.core.errors import Refused
from training.organisation.queries import local_values
from training.organisation.rules import Key
from training.organisation.service import set_details

NOW = BEGINNING + timedelta(days=1)
AtOnce = Callable[[Key, Key], list[str]]


@pytest.fixture
def at_once(engine: Engine, cast: Cast) -> AtOnce:
    """Each sets a value; the second begins while the first has not committed. Tells in which order they ended."""

    def run(who: Actor, key: Key, barrier: Barrier, leads: bool, ended: list[str]) -> None:
        with Session(engine) as own:
            if not leads:
                barrier.wait()
            begin_writing(own)
            try:
                set_details(own, actor=who, values={key: who.name}, now=NOW, seen=0)
            except Refused as refused:
                ended.append(refused.code)
                return
            if leads:
                barrier.wait()
                sleep(0.3)
            ended.append(who.name)
            own.commit()

    def both(first: Key, second: Key) -> list[str]:
        barrier, ended = Barrier(2, timeout=20), list[str]()
        with ThreadPoolExecutor(2) as pool:
            running = [
                pool.submit(run, cast.admin, first, barrier, True, ended),
                pool.submit(run, cast.second_admin, second, barrier, False, ended),
            ]
            for each in running:
                each.result()
        return ended

    return both


def test_whoever_comes_second_waits_and_both_values_are_seen(at_once: AtOnce, engine: Engine) -> None:
    assert at_once(Key.LEAD_NAME, Key.DEPUTY_NAME) == ["Admin", "Second Admin"]
    with Session(engine) as session:
        own = local_values(session)
    assert (own.text(Key.LEAD_NAME), own.text(Key.DEPUTY_NAME)) == ("Admin", "Second Admin")
    assert own.values[Key.LEAD_NAME].sequence < own.values[Key.DEPUTY_NAME].sequence == own.sequence


def test_whoever_comes_second_to_the_same_value_is_told(at_once: AtOnce, engine: Engine) -> None:
    assert at_once(Key.LEAD_NAME, Key.LEAD_NAME) == ["Admin", "changed"]
    with Session(engine) as session:
        assert local_values(session).text(Key.LEAD_NAME) == "Admin"
