"""The doctor tells when nobody, or not everybody, can be certified by anyone."""

from pathlib import Path
from shutil import copytree

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.support.cast import SMALL_COURSE
from tests.support.looks import Look
from tests.support.story import Story
from training.core.actors import Actor
from training.core.roles import Role
from training.course.loader import load
from training.course.queries import require_current
from training.course.service import publish
from training.people.service import set_roles
from training.upkeep.rules import Level


def test_two_who_may_decide_are_enough(look: Look) -> None:
    assert [finding.level for finding in look("people")] == [Level.WELL]


def test_without_a_second_admin_there_is_a_warning(look: Look, story: Story) -> None:
    roles(story, story.cast.second_admin, by=story.cast.admin)
    assert [finding.says for finding in look("people")] == [
        "There is only one active admin, and nobody decides about themself or on their own judgement alone."
    ]


def test_admins_count_only_while_they_are_active(look: Look, session: Session) -> None:
    session.execute(text("UPDATE person SET state = 'left' WHERE email LIKE '%admin%'"))
    session.commit()
    assert [finding.level for finding in look("people")] == [Level.PROBLEM]


def test_the_only_admin_who_is_a_trainee_cannot_be_certified_by_anyone(look: Look, story: Story) -> None:
    cast = story.cast
    roles(story, cast.second_trainer, Role.ADMIN, Role.TRAINEE, by=cast.admin)
    roles(story, cast.second_admin, by=cast.admin)
    assert not any("could certify" in finding.says for finding in look("people"))
    roles(story, cast.admin, by=cast.second_trainer)
    assert any("Nobody here could certify Second Trainer:" in finding.says for finding in look("people"))


def test_whom_the_only_admin_alone_judged_cannot_be_certified_by_anyone(
    look: Look, story: Story, tmp_path: Path
) -> None:
    """Under a programme that is content with one observer."""
    cast, trainee = story.cast, story.cast.trainee
    folder = copytree(SMALL_COURSE, tmp_path / "modules")
    programme = folder / "programme.yaml"
    programme.write_text(programme.read_text().replace("observers: 2", "observers: 1"))
    publish(story.session, load(folder), by=None, note="one observer", now=story.at(0.1))
    story.edition = require_current(story.session)
    for module in ("first", "safety"):
        story.passes(trainee, module)
    for statement in ("values-agreement", "wellbeing-plan"):
        story.signs(trainee, statement)
    story.reviews(cast.trainer, story.reflects(trainee))
    story.observes(cast.trainer, trainee, 6)
    story.observes(cast.trainer, trainee, 7)
    story.talks(cast.trainer, trainee)
    story.settles()
    roles(story, cast.trainer, Role.ADMIN, Role.TRAINER, by=cast.admin)
    roles(story, cast.second_admin, by=cast.admin)
    now = story.at(10)
    assert not any("could certify" in finding.says for finding in look("people", now=now))
    roles(story, cast.admin, by=cast.trainer)
    assert any("Nobody here could certify Trainee:" in finding.says for finding in look("people", now=now))


def roles(story: Story, who: Actor, *wanted: Role, by: Actor) -> None:
    """Make somebody's roles these, from the first day on."""
    set_roles(story.session, person_id=who.id, roles=wanted, by=by, now=story.at(1))
    story.session.commit()
