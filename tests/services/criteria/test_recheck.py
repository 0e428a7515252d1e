"""The recheck proves stored standing right, tells whose is not, and mends it when asked."""

import pytest
from sqlalchemy import text

from tests.support.cast import ZONE
from tests.support.story import Story
from training.core.roles import Role
from training.course.queries import require_current
from training.course.service import publish
from training.criteria.service import recheck
from training.people.models import CohortPart
from training.people.service import add_person, set_cohorts, set_roles

FALSIFICATIONS = {
    "state": "UPDATE standing SET state = 'met' WHERE person_id = :who AND key = 'ready'",
    "state of a module": "UPDATE standing SET state = 'passed' WHERE person_id = :who AND key = 'safety'",
    "because": "UPDATE standing SET because = '[]' WHERE person_id = :who AND key = 'values'",
    "next change": "UPDATE standing SET next_change_on = '2030-01-01' WHERE person_id = :who AND key = 'trained'",
    "a row is gone": "DELETE FROM standing WHERE person_id = :who AND key = 'first'",
    "all rows are gone": "DELETE FROM standing WHERE person_id = :who",
    "a row of no criterion": (
        "INSERT INTO standing (person_id, kind, key, state, because, edition, at) "
        "SELECT person_id, kind, 'ghost', state, because, edition, at FROM standing "
        "WHERE person_id = :who AND key = 'ready'"
    ),
}


def rechecked(story: Story, day: float = 9, *, repair: bool = False) -> list[str]:
    return recheck(story.session, zone=ZONE, now=story.at(day), repair=repair)


def dump(story: Story) -> list[str]:
    return sorted(repr(tuple(row)) for row in story.session.execute(text("SELECT * FROM standing")))


def test_what_the_acts_wrote_is_right(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story.misses_critical(story.cast.other_trainee)
    story.settles()
    assert rechecked(story) == []


@pytest.mark.parametrize("how", list(FALSIFICATIONS))
def test_a_falsified_row_is_found_and_mended(story: Story, how: str) -> None:
    story.signs(story.cast.trainee, "values-agreement")
    story.passes(story.cast.trainee, "first")
    story.settles()
    right = dump(story)
    story.session.execute(text(FALSIFICATIONS[how]), {"who": story.cast.trainee.id})
    wrong = dump(story)
    assert wrong != right
    assert rechecked(story) == [story.cast.trainee.id]
    assert dump(story) == wrong
    assert rechecked(story, repair=True) == [story.cast.trainee.id]
    assert dump(story) == right
    assert rechecked(story) == []


def test_everyone_who_differs_is_told(story: Story) -> None:
    story.session.execute(text("UPDATE standing SET state = 'met' WHERE kind = 'criterion'"))
    people = (story.cast.trainee, story.cast.other_trainee, story.cast.elsewhere)
    assert rechecked(story, repair=True) == sorted(who.id for who in people)
    assert rechecked(story) == []


def test_mending_leaves_those_who_are_right_alone(story: Story) -> None:
    others = text("SELECT * FROM standing WHERE person_id <> :who ORDER BY person_id, kind, key")
    who = {"who": story.cast.trainee.id}
    before = story.session.execute(others, who).all()
    story.session.execute(text(FALSIFICATIONS["state"]), who)
    rechecked(story, repair=True)
    assert story.session.execute(others, who).all() == before


def test_an_act_that_was_not_settled_is_found(story: Story) -> None:
    story.passes(story.cast.trainee, "first")
    assert rechecked(story) == [story.cast.trainee.id]


def test_a_day_that_passed_is_found(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    assert rechecked(story, 300) == []
    assert rechecked(story, 320) == [story.cast.trainee.id]


def test_a_publication_makes_every_row_old(story: Story) -> None:
    course = story.edition.course
    changed = course.programme.model_copy(update={"title": "Changed"})
    publish(story.session, course.model_copy(update={"programme": changed}), by=None, note="", now=story.at(9))
    people = (story.cast.trainee, story.cast.other_trainee, story.cast.elsewhere)
    assert rechecked(story, repair=True) == sorted(who.id for who in people)
    digests = story.session.scalars(text("SELECT DISTINCT edition FROM standing")).all()
    assert digests == [require_current(story.session).digest]


def test_a_new_trainee_gets_a_standing(story: Story) -> None:
    person = add_person(
        story.session, name="New", email="new@example.org", roles=[Role.TRAINEE], by=None, now=story.at(1)
    )
    set_cohorts(
        story.session,
        person_id=person.id,
        part=CohortPart.TRAINEE,
        cohort_ids=[story.cast.cohort_id],
        now=story.at(1),
    )
    assert rechecked(story, repair=True) == [person.id]
    assert rechecked(story) == []


def test_a_former_trainee_is_still_checked(story: Story) -> None:
    set_roles(story.session, person_id=story.cast.trainee.id, roles=[], by=story.cast.admin, now=story.at(5))
    story.session.execute(text(FALSIFICATIONS["state"]), {"who": story.cast.trainee.id})
    assert rechecked(story) == [story.cast.trainee.id]


def test_trainers_and_admins_have_no_standing_to_check(story: Story) -> None:
    rechecked(story, repair=True)
    people = story.session.scalars(text("SELECT DISTINCT person_id FROM standing")).all()
    assert story.cast.trainer.id not in people
    assert story.cast.admin.id not in people
