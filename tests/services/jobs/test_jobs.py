"""A job's life: asked for once, tried by one worker at a time, tried again after growing pauses, at last given up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING
from training.core.database import begin_writing
from training.core.jobs import ask, take_asked
from training.core.models import Job, JobState
from training.jobs.rules import LOST_AFTER, TRIES_MAX, pause_after
from training.jobs.service import ask_again, claim, due_jobs, fail, finish

NOW = BEGINNING
KIND = "print certificate"


@pytest.fixture
def job(session: Session) -> Job:
    return ask(session, kind=KIND, subject="a", now=NOW)


def test_asking_twice_is_asking_once_and_the_edge_is_told_once(session: Session, job: Job) -> None:
    assert ask(session, kind=KIND, subject="a", now=NOW + timedelta(minutes=1)).id == job.id
    other = ask(session, kind=KIND, subject="b", now=NOW)
    assert take_asked(session) == (job.id, other.id)
    assert take_asked(session) == ()
    assert (job.state, job.tries, job.due_at) == (JobState.WAITING, 0, NOW)


def test_after_it_is_done_it_can_be_asked_for_anew(session: Session, job: Job) -> None:
    held = claim(session, job.id, NOW)
    assert held is not None
    assert (held.kind, held.subject, held.number) == (KIND, "a", 1)
    finish(session, held, NOW)
    assert (job.state, job.finished_at) == (JobState.DONE, NOW)
    assert claim(session, job.id, NOW + timedelta(days=1)) is None
    assert ask(session, kind=KIND, subject="a", now=NOW).id != job.id


def test_the_database_refuses_two_live_jobs_about_one_thing(session: Session, job: Job) -> None:
    session.add(Job(kind=KIND, subject="a", state=JobState.RUNNING, tries=1, asked_at=NOW, due_at=NOW))
    with pytest.raises(IntegrityError):
        session.flush()


def test_of_two_who_ask_at_once_both_have_the_same_job(engine: Engine) -> None:
    barrier = Barrier(2, timeout=20)

    def asks(_number: int) -> str:
        with Session(engine) as own:
            barrier.wait()
            begin_writing(own)
            found = ask(own, kind=KIND, subject="a", now=NOW).id
            own.commit()
            return found

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(asks, range(2)))) == 1


def test_of_two_workers_at_once_one_has_the_job(session: Session, job: Job, engine: Engine) -> None:
    job_id = job.id
    session.commit()
    barrier = Barrier(2, timeout=20)

    def claims(_number: int) -> bool:
        with Session(engine) as own:
            barrier.wait()
            begin_writing(own)
            got = claim(own, job_id, NOW) is not None
            own.commit()
            return got

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(claims, range(2))) == [False, True]


def test_a_failed_try_waits_longer_each_time_and_the_eighth_is_the_last(session: Session, job: Job) -> None:
    now, states = NOW, []
    for number in range(1, TRIES_MAX + 1):
        held = claim(session, job.id, now)
        assert held is not None
        assert held.number == number
        states.append(fail(session, held, "NotPrinted at somewhere.py:1", now))
        assert claim(session, job.id, now) is None
        now += pause_after(number)
    assert states == [JobState.WAITING] * (TRIES_MAX - 1) + [JobState.GIVEN_UP]
    assert (job.tries, job.last_error) == (TRIES_MAX, "NotPrinted at somewhere.py:1")
    assert job.finished_at is not None
    assert due_jobs(session, now + timedelta(days=9)) == ()


def test_a_try_lost_with_its_worker_is_taken_up_by_another_and_the_lost_one_has_no_say(
    session: Session, job: Job
) -> None:
    lost = claim(session, job.id, NOW)
    assert lost is not None
    assert due_jobs(session, NOW) == ()
    later = NOW + LOST_AFTER
    assert due_jobs(session, later) == (job.id,)
    held = claim(session, job.id, later)
    assert held is not None
    finish(session, lost, later)
    assert fail(session, lost, "late", later) is None
    assert (job.state, job.last_error) == (JobState.RUNNING, None)
    finish(session, held, later)
    assert job.state == JobState.DONE


def test_a_job_whose_every_try_was_lost_is_given_up(session: Session, job: Job) -> None:
    now = NOW
    for _ in range(TRIES_MAX):
        assert claim(session, job.id, now) is not None
        now += LOST_AFTER
    assert claim(session, job.id, now) is None
    assert job.state == JobState.GIVEN_UP


def test_what_is_due_is_told_the_longest_due_first(session: Session) -> None:
    for subject, due in (("later", 2), ("sooner", 1), ("tomorrow", 9000)):
        ask(session, kind=KIND, subject=subject, now=NOW + timedelta(minutes=due))
    subjects = {each.id: each.subject for each in session.scalars(select(Job))}
    assert [subjects[each] for each in due_jobs(session, NOW + timedelta(minutes=5))] == ["sooner", "later"]


def test_given_up_jobs_are_asked_for_again_once_and_others_are_not(session: Session, job: Job) -> None:
    session.execute(text("UPDATE job SET state = 'given up', finished_at = asked_at"))
    session.expire_all()
    ask(session, kind=KIND, subject="live", now=NOW)
    assert ask_again(session, NOW) == 1
    assert ask_again(session, NOW) == 0
    live = session.scalars(select(Job.subject).where(Job.finished_at.is_(None))).all()
    assert sorted(live) == ["a", "live"]
