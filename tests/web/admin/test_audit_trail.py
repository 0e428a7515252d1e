"""The audit trail on a page: who did, saw or was refused what."""

import ast
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import BEGINNING, Cast
from tests.support.story import Story
from training import __path__ as program
from training.audit.queries import SIGN_IN_FAILED
from training.audit.rules import Event
from training.audit.service import append
from training.web.admin.audit_words import DEEDS

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]
PATH = "/admin/audit"
WRITTEN = ("Something happened.", "I will listen more.", "You were honest.", "Wait a little.")


def notes(session: Session, count: int, *, actor: str | None, subject: str | None = None) -> None:
    """So many events, each of its own."""
    append(session, [Event("roles set", subject, {"roles": ["trainer"]})] * count, actor_id=actor, now=BEGINNING)
    session.commit()


def actions_in_the_code() -> Iterator[str]:
    """The action of every call that notes something, wherever it is written as a word."""
    for path in Path(program[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                place = {"note": 1, "Event": 0}.get(name)
                if place is not None and len(node.args) > place:
                    said = node.args[place]
                    if isinstance(said, ast.Constant) and isinstance(said.value, str):
                        yield said.value


def test_every_action_that_is_noted_has_words() -> None:
    noted = set(actions_in_the_code())
    assert {"signed in", "decided", "refused"} <= noted
    assert noted <= set(DEEDS)


def test_it_says_who_did_what_about_whom_and_when_newest_first(browser: Open, cast: Cast, story: Story) -> None:
    append(story.session, [Event("record viewed", cast.trainee.id)], actor_id=cast.trainer.id, now=story.at(1))
    append(
        story.session,
        [Event("decided", cast.trainee.id, {"kind": "decline", "decision": "x"})],
        actor_id=cast.admin.id,
        now=story.at(2),
    )
    story.session.commit()
    page = browser(cast.admin).get(PATH)
    assert "Trainer Opened a record: Trainee 3 March 2026, 09:00" in page.text
    assert "Admin Declined a certificate: Trainee 4 March 2026, 09:00" in page.text
    assert page.text.index("Declined a certificate") < page.text.index("Opened a record")


def test_a_persons_own_page_tells_what_they_did_and_what_was_about_them_and_nothing_else(
    browser: Open, cast: Cast, session: Session
) -> None:
    notes(session, 1, actor=cast.admin.id, subject=cast.trainee.id)
    notes(session, 1, actor=cast.trainee.id, subject=None)
    notes(session, 1, actor=cast.admin.id, subject=cast.elsewhere.id)
    admin = browser(cast.admin)
    page = admin.get(f"{PATH}/people/{cast.trainee.id}")
    assert page.heading == "What Trainee did, and who did what about them"
    assert page.text.count("Set what somebody does here") == 2
    assert "Elsewhere" not in page.text
    assert f"{PATH}/people/{cast.trainee.id}" in admin.get(f"/admin/people/{cast.trainee.id}").links


def test_a_command_has_no_name_and_someone_unknown_is_told_as_such(browser: Open, cast: Cast, session: Session) -> None:
    notes(session, 1, actor=None, subject=cast.trainee.id)
    notes(session, 1, actor="0" * 26)
    said = browser(cast.admin).get(PATH).text
    assert "A command Set what somebody does here" in said
    assert "Someone who has left Set what somebody does here" in said


def test_a_failed_sign_in_is_told_as_somebodys_and_not_as_a_commands(
    browser: Open, cast: Cast, session: Session
) -> None:
    failed = [Event(SIGN_IN_FAILED, cast.trainee.id), Event(SIGN_IN_FAILED, None)]
    append(session, failed, actor_id=None, now=BEGINNING)
    append(session, [Event(SIGN_IN_FAILED, cast.admin.id)], actor_id=cast.trainee.id, now=BEGINNING)
    session.commit()
    admin = browser(cast.admin)
    said = admin.get(PATH).text
    assert "Somebody who was not signed in Tried to sign in, with a wrong password: Trainee 2 March 2026" in said
    assert "Tried to sign in, with a wrong password With an address that nobody here has · 2 March 2026" in said
    assert "Trainee Tried to sign in, with a wrong password: Admin 2 March 2026" in said
    assert "A command" not in said
    assert admin.get(f"{PATH}/people/{cast.trainee.id}").text.count("Tried to sign in, with a wrong password") == 2


def test_an_action_that_we_no_longer_know_is_told_by_its_name(browser: Open, cast: Cast, session: Session) -> None:
    append(session, [Event("sent a pigeon", None, {"kind": ["odd"]})], actor_id=cast.admin.id, now=BEGINNING)
    session.commit()
    assert "sent a pigeon" in browser(cast.admin).get(PATH).text


@pytest.mark.parametrize("person", [False, True])
def test_an_event_that_can_no_longer_be_read_is_told_of_among_the_others(
    browser: Open, cast: Cast, session: Session, person: bool
) -> None:
    notes(session, 3, actor=cast.admin.id, subject=cast.trainee.id)
    where = "WHERE sequence = (SELECT max(sequence) - 1 FROM audit_event WHERE action = 'roles set')"
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER audit_event_refuses_update"))
        spoilt: tuple[str, ...] = ("at = 'soon'", "detail = 'x'", "detail = '5'")
    else:
        session.execute(text("DROP TRIGGER audit_event_refuses_change ON audit_event"))
        spoilt = ("at = 'infinity'", "detail = '5'")
    session.commit()
    admin = browser(cast.admin)
    for said in spoilt:
        session.execute(text(f"UPDATE audit_event SET {said} {where}"))
        session.commit()
        page = admin.get(f"{PATH}/people/{cast.trainee.id}" if person else PATH)
        assert page.text.count("can no longer be read") == 1
        assert page.text.count("Set what somebody does here") == 2


def test_no_word_of_a_reflection_or_of_its_review_stands_there(
    browser: Open, cast: Cast, story: Story, on_day: Stop
) -> None:
    submission = story.reflects(cast.trainee)
    story.reviews(cast.trainer, submission)
    story.session.commit()
    on_day(story.at(8))
    trainer = browser(cast.trainer)
    trainer.get(f"/reviews/{submission}")
    admin = browser(cast.admin)
    for path in (PATH, f"{PATH}/people/{cast.trainee.id}"):
        page = admin.get(path)
        assert "Read a reflection" in page.text
        assert not [each for each in WRITTEN if each in page.html]


def test_a_long_trail_has_pages(browser: Open, cast: Cast, session: Session) -> None:
    notes(session, 120, actor=cast.admin.id)
    admin = browser(cast.admin)
    first = admin.get(PATH)
    assert first.text.count("Set what somebody does here") == 50
    assert f"{PATH}?page=2" in first.links
    assert "Nothing is here" in admin.get(f"{PATH}?page=999").text
    assert "Nothing is here" not in admin.get(f"{PATH}?page=x").text


@pytest.mark.parametrize("count", [3, 49])
def test_it_costs_the_same_however_long_it_is(browser: Open, cast: Cast, session: Session, count: int) -> None:
    for each in (cast.trainee, cast.elsewhere, cast.trainer):
        notes(session, count // 3, actor=cast.admin.id, subject=each.id)
    admin = browser(cast.admin)
    admin.get(PATH)
    assert len(admin.counted(lambda: admin.get(PATH))) <= 8


def test_who_reads_the_trail_is_noted_and_told_to_whom_it_is_about(browser: Open, cast: Cast, session: Session) -> None:
    session.commit()
    admin, about = browser(cast.admin), f"{PATH}/people/{cast.trainee.id}"
    admin.get(PATH)
    admin.get(about)
    admin.get(f"{PATH}/people/{cast.admin.id}")
    said = admin.get(PATH).text
    assert said.count("Read the audit trail") == 2
    assert "Admin Read the audit trail: Trainee" in said
    assert "Read what is noted of what you did" in browser(cast.trainee).get("/account/data").text
    assert "Nobody has opened your record so far." in browser(cast.admin).get("/account/data").text


def test_somebody_who_is_not_there_has_no_trail(browser: Open, cast: Cast) -> None:
    browser(cast.admin).get(f"{PATH}/people/{'0' * 26}", status=404)
