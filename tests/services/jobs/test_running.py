"""Jobs as they really run: the application's workers, its queue beside the database, and the sweep."""

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from huey.consumer import Consumer
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import ROOT, Settings
from tests.support.story import Story
from training import create_app
from training.audit.queries import head
from training.audit.rules import head_facts
from training.certification.models import Certificate
from training.core.models import Job, JobState
from training.documents.models import Document
from training.documents.rules import PRINT
from training.extensions import db, queue
from training.jobs.commands import log_faults
from training.jobs.rules import AUDIT_HEAD, pause_after
from training.jobs.runner import run_job, sweep, work_of
from training.web.application import Alongside

Stop = Callable[[datetime], None]


@pytest.fixture
def number(story: Story) -> str:
    """A certificate that nobody asked to print."""
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    found = story.session.scalars(select(Certificate.number)).one()
    story.session.commit()
    return found


@pytest.fixture
def broken(settings: Settings, tmp_path: Path) -> Iterator[Alongside]:
    """An application whose certificate cannot be printed."""
    folder = tmp_path / "modules" / "certificate"
    folder.mkdir(parents=True)
    (folder / "certificate.typ").write_text('#set document(title: "x")\n#sys.inputs.facts 山')
    made = create_app(replace(settings, modules=tmp_path / "modules"))
    yield made
    with made.app_context():
        db.engine.dispose()
        queue.close()


def jobs(session: Session, kind: str = PRINT) -> list[Job]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Job).where(Job.kind == kind).order_by(Job.asked_at)))


def documents(session: Session) -> list[Document]:
    session.rollback()
    return list(session.scalars(select(Document)))


def told(app: Alongside) -> int:
    """How many messages wait in the queue."""
    with app.app_context():
        return int(queue.store.pending_count())


def test_the_sweep_finds_a_certificate_without_a_document_and_a_worker_prints_it(
    app: Alongside, story: Story, number: str
) -> None:
    sweep(app)
    (job,) = jobs(story.session)
    assert (job.subject, job.state) == (number, JobState.WAITING)
    assert told(app) == 2
    run_job(app, job.id)
    (job,) = jobs(story.session)
    assert (job.state, job.tries, job.last_error) == (JobState.DONE, 1, None)
    assert [each.certificate for each in documents(story.session)] == [number]
    assert b"http://localhost/verify/" in documents(story.session)[0].content


def test_once_a_day_the_end_of_the_audit_chain_is_written_to_the_log(
    app: Alongside, story: Story, on_day: Stop, caplog: pytest.LogCaptureFixture
) -> None:
    story.session.commit()
    audit = logging.getLogger("alongside.audit")
    audit.addHandler(caplog.handler)
    for day in (11, 11.1, 11.2, 12):
        on_day(story.at(day))
        sweep(app)
        run_job(app, jobs(story.session, AUDIT_HEAD)[-1].id)
    audit.removeHandler(caplog.handler)
    found = jobs(story.session, AUDIT_HEAD)
    assert [job.subject for job in found] == [story.day(11).isoformat(), story.day(12).isoformat()]
    record = next(each for each in caplog.records if each.name == "alongside.audit")
    assert getattr(record, "facts", {}) == head_facts(head(story.session))


def test_sweeping_twice_asks_once_and_running_twice_prints_once(app: Alongside, story: Story, number: str) -> None:
    sweep(app)
    sweep(app)
    (job,) = jobs(story.session)
    for _ in range(3):
        run_job(app, job.id)
    assert len(documents(story.session)) == 1
    sweep(app)
    assert len(jobs(story.session)) == 1


def test_a_failed_job_keeps_what_and_where_and_no_name_and_comes_right_later(
    app: Alongside, broken: Alongside, story: Story, number: str, on_day: Stop, caplog: pytest.LogCaptureFixture
) -> None:
    on_day(story.at(11))
    sweep(broken)
    (job,) = jobs(story.session)
    with caplog.at_level(logging.WARNING):
        run_job(broken, job.id)
    (job,) = jobs(story.session)
    assert (job.state, job.tries) == (JobState.WAITING, 1)
    assert job.last_error is not None
    assert job.last_error.startswith("NotPrinted at ")
    assert "failed at try 1" in caplog.text
    for said in (job.last_error, caplog.text):
        assert "Trainee" not in said
        assert "山" not in said
    assert job.due_at == story.at(11) + pause_after(1)
    run_job(app, job.id)
    assert documents(story.session) == []
    on_day(story.at(11) + timedelta(minutes=2))
    run_job(app, job.id)
    assert jobs(story.session)[0].state == JobState.DONE
    assert len(documents(story.session)) == 1


def test_a_job_given_up_is_not_swept_up_again_but_an_operator_can_ask(
    app: Alongside, broken: Alongside, story: Story, number: str, on_day: Stop
) -> None:
    now = story.at(11)
    for _ in range(9):
        on_day(now)
        sweep(broken)
        for job in jobs(story.session):
            run_job(broken, job.id)
        now += timedelta(hours=2)
    (job,) = jobs(story.session)
    assert (job.state, job.tries) == (JobState.GIVEN_UP, 8)
    result = app.test_cli_runner().invoke(args=["jobs", "again"])
    assert "1 asked for again." in result.output
    run_job(app, jobs(story.session)[-1].id)
    assert len(documents(story.session)) == 1


def test_a_job_that_is_not_there_is_no_fault(app: Alongside, story: Story) -> None:
    story.session.commit()
    run_job(app, "nothing")
    assert jobs(story.session) == []


def test_a_kind_of_job_that_this_version_does_not_know_fails_and_waits(app: Alongside, story: Story) -> None:
    now = story.at(0)
    story.session.add(
        Job(id="j", kind="of the future", subject="x", state="waiting", tries=0, asked_at=now, due_at=now)
    )
    story.session.commit()
    run_job(app, "j")
    (job,) = jobs(story.session, "of the future")
    assert job.state == JobState.WAITING
    assert (job.last_error or "").startswith("KeyError at ")


def test_a_queue_that_cannot_be_reached_is_logged_and_harms_nobody(
    app: Alongside, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:////nowhere/at/all.sqlite"
    with app.app_context():
        queue.tell("a")
    assert "workers were not told of job a" in caplog.text


def test_a_message_that_somebody_else_put_in_the_queue_is_never_read(app: Alongside) -> None:
    """Messages are pickles: without the signature of our key none is opened."""
    with app.app_context():
        queue.tell("ours")
        store = queue.store
        ours = store.storage.dequeue()
        assert store.deserialize_task(ours).args == ("ours",)
        with pytest.raises(ValueError, match="mismatch"):
            store.deserialize_task(ours[:-1] + (b"0" if ours[-1:] != b"0" else b"1"))


def test_a_process_that_was_not_told_what_its_workers_do_says_so(app: Alongside) -> None:
    """A message that it took must not be lost in silence: huey logs the fault, and the sweep asks again."""
    with app.app_context():
        queue.tell("ours")
        store = queue.store
        task = store.dequeue()
        with pytest.raises(RuntimeError, match="never told"):
            task.execute()


def test_workers_print_what_they_are_told_of(
    app: Alongside, story: Story, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Consumer, "_set_signal_handlers", lambda _self: None)
    with app.app_context():
        consumer: Consumer = queue.serve(work_of(app)).create_consumer(workers=2, periodic=True, max_delay=0.2)
    consumer.start()
    try:
        deadline = time.monotonic() + 20
        while not documents(story.session) and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        consumer.stop(graceful=True)
    assert [each.certificate for each in documents(story.session)] == [number]
    assert jobs(story.session)[0].state == JobState.DONE


def test_what_workers_cannot_read_is_a_line_like_every_other_and_quotes_nothing(
    app: Alongside, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Consumer, "_set_signal_handlers", lambda _self: None)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    log_faults()
    with app.app_context():
        queue.store.storage.enqueue(b"heron of Somebody")
        consumer: Consumer = queue.serve(work_of(app)).create_consumer(workers=1, periodic=False, max_delay=0.2)
    said = ""
    consumer.start()
    try:
        deadline = time.monotonic() + 20
        while "\n" not in said and time.monotonic() < deadline:
            time.sleep(0.1)
            said += capsys.readouterr().err
    finally:
        consumer.stop(graceful=True)
    (line,) = [json.loads(each) for each in said.splitlines()]
    assert (line["level"], line["says"], line["fault"]) == ("error", "Error reading from queue", "ValueError")
    assert line["raised"]
    assert "Somebody" not in said
    assert "Separator" not in said


PARENT = """
import os, subprocess, sys
child = subprocess.Popen([*sys.argv[1:], "--parent", str(os.getpid())], stdin=subprocess.PIPE, start_new_session=True)
print(child.pid, flush=True)
sys.stdin.readline()
os.kill(os.getpid(), 9)
"""


def test_workers_end_with_the_server_that_started_them_however_it_ends(settings: Settings) -> None:
    program = [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi.py"), "jobs", "run"]
    environment = {
        "ALONGSIDE_MODE": "local",
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "PUBLIC_URL": settings.public_url,
    }
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, *program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        child = Path("/proc") / parent.stdout.readline().strip()
        if not Path("/proc/self").exists():
            parent.communicate("\n")
            pytest.skip("there is no /proc to look into")
        time.sleep(2)
        assert child.exists()
        _, said = parent.communicate("\n")
    deadline = time.monotonic() + 20
    while child.exists() and _state(child) != "Z" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not child.exists() or _state(child) == "Z"
    assert [json.loads(line)["says"] for line in said.splitlines()] in ([], ["audit head"])


def _state(process: Path) -> str:
    """A process's state in a letter; Z for one that has ended and that nobody has asked about."""
    try:
        return (process / "stat").read_text().rsplit(") ", 1)[1][0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"
