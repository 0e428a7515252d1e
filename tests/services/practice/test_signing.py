"""Signing a statement: the words that the page showed, once a form."""

import pytest
from sqlalchemy import select

from tests.support.story import Story
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.core.ids import digest_of, new_token
from training.core.touch import take_touched
from training.course.queries import require_current
from training.course.service import publish
from training.practice.models import Declaration
from training.practice.service import sign


def digest(story: Story, statement_id: str = "values-agreement") -> str:
    statement = story.edition.course.statement(statement_id)
    assert statement is not None
    return digest_of(statement.words)


def signs(
    story: Story,
    *,
    who: Actor | None = None,
    statement_id: str = "values-agreement",
    words_digest: str | None = None,
    form_key: str | None = None,
    day: float = 3,
) -> Declaration:
    return sign(
        story.session,
        actor=who or story.cast.trainee,
        edition=story.edition,
        statement_id=statement_id,
        words_digest=words_digest or digest(story),
        form_key=form_key or new_token(),
        now=story.at(day),
    )


def rows(story: Story) -> list[Declaration]:
    return list(story.session.scalars(select(Declaration)))


def test_a_declaration_says_who_signed_which_words_and_when(story: Story) -> None:
    signs(story)
    (row,) = rows(story)
    assert (row.person_id, row.statement, row.revision) == (story.cast.trainee.id, "values-agreement", 1)
    assert (row.words_digest, row.edition, row.at) == (digest(story), story.edition.digest, story.at(3))
    assert take_touched(story.session) == {story.cast.trainee.id}


def test_words_that_changed_since_the_page_was_opened_are_not_signed(story: Story) -> None:
    for shown in (digest_of("other words"), digest(story, "wellbeing-plan"), "0" * 64, "x"):
        with pytest.raises(Refused) as refused:
            signs(story, words_digest=shown)
        assert refused.value.code == "words changed"
    assert rows(story) == []
    assert take_touched(story.session) == frozenset()


def test_a_change_of_one_line_needs_the_new_words(story: Story) -> None:
    course = story.edition.course
    statement = course.statement("values-agreement")
    assert statement is not None
    line = statement.lines[0].model_copy(update={"says": "We look after each other well."})
    changed = statement.model_copy(update={"lines": (line,)})
    statements = tuple(changed if each.id == changed.id else each for each in course.statements)
    publish(story.session, course.model_copy(update={"statements": statements}), by=None, note="", now=story.at(3))
    later = Story(story.session, story.cast, require_current(story.session))
    with pytest.raises(Refused):
        signs(later, words_digest=digest(story))
    assert signs(later, words_digest=digest(later)).edition == later.edition.digest


def test_the_same_form_sent_twice_is_one_declaration(story: Story) -> None:
    key = new_token()
    first, second = (signs(story, form_key=key, day=day) for day in (3, 4))
    assert first.id == second.id
    assert [row.at for row in rows(story)] == [story.at(3)]


def test_the_same_form_sent_twice_is_acknowledged_though_the_words_changed_between(story: Story) -> None:
    key = new_token()
    first = signs(story, form_key=key)
    assert signs(story, form_key=key, words_digest=digest_of("other words")).id == first.id


def test_signing_anew_is_a_declaration_of_its_own(story: Story) -> None:
    for day in (3, 4):
        signs(story, day=day)
    assert len(rows(story)) == 2


def test_two_people_sign_apart_though_their_keys_are_the_same(story: Story) -> None:
    key = new_token()
    for who in (story.cast.trainee, story.cast.other_trainee):
        signs(story, who=who, form_key=key)
    assert {row.person_id for row in rows(story)} == {story.cast.trainee.id, story.cast.other_trainee.id}


@pytest.mark.parametrize("statement_id", ["none", "", "first", "Values-agreement"])
def test_a_statement_that_does_not_exist_is_not_signed(story: Story, statement_id: str) -> None:
    with pytest.raises(NotFound):
        signs(story, statement_id=statement_id)
    assert rows(story) == []


def test_a_stranger_signs_nothing(story: Story) -> None:
    with pytest.raises(NotFound):
        signs(story, who=Actor("0" * 26, "Stranger", frozenset()))
