"""Saving answers: nothing is lost, nothing is counted twice, and only one's own open attempt takes any."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.story import Story
from training.attempts.models import Attempt, Response
from training.attempts.queries import AttemptView, answers
from training.attempts.service import Answer, save_answers
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.core.ids import digest_of, new_token

PAGE = "the page"


@pytest.fixture
def attempt(story: Story) -> AttemptView:
    story.reads(story.cast.trainee, "first")
    return story.begins(story.cast.trainee, "first")


def given(item: str, answer: str, **more: Any) -> Answer:
    values: dict[str, Any] = {"save_id": new_token(), "page_id": PAGE, "sequence": 1, **more}
    return Answer(item=item, answer=answer, **values)


def save(story: Story, attempt: AttemptView, *sent: Answer, who: Actor | None = None) -> AttemptView:
    return save_answers(
        story.session, actor=who or story.cast.trainee, attempt_id=attempt.id, answers=sent, now=story.at(2)
    )


def rows(session: Session) -> list[Response]:
    return list(session.scalars(select(Response).order_by(Response.item, Response.revision)))


def test_a_saved_answer_counts(story: Story, attempt: AttemptView) -> None:
    item = attempt.items[0]
    sent = given(item, "b")
    assert save(story, attempt, sent) == attempt
    (row,) = rows(story.session)
    assert (row.attempt_id, row.item, row.answer, row.revision) == (attempt.id, item, "b", 1)
    assert (row.save_id, row.page_id, row.sequence, row.saved_at) == (sent.save_id, PAGE, 1, story.at(2))
    assert answers(story.session, attempt.id) == {item: "b"}


def test_another_answer_later_counts_instead_and_both_are_kept(story: Story, attempt: AttemptView) -> None:
    item = attempt.items[0]
    save(story, attempt, given(item, "a"))
    save(story, attempt, given(item, "b", sequence=2))
    assert [(row.answer, row.revision) for row in rows(story.session)] == [("a", 1), ("b", 2)]
    assert answers(story.session, attempt.id) == {item: "b"}


def test_several_answers_are_saved_at_once(story: Story, attempt: AttemptView) -> None:
    save(story, attempt, *(given(item, "c") for item in attempt.items))
    assert answers(story.session, attempt.id) == dict.fromkeys(attempt.items, "c")
    assert {row.revision for row in rows(story.session)} == {1}


def test_nothing_sent_changes_nothing(story: Story, attempt: AttemptView) -> None:
    assert save(story, attempt) == attempt
    assert rows(story.session) == []


def test_a_save_sent_twice_is_one_row(story: Story, attempt: AttemptView) -> None:
    sent = given(attempt.items[0], "b")
    save(story, attempt, sent)
    save(story, attempt, sent)
    assert len(rows(story.session)) == 1


def test_a_save_that_stands_twice_in_one_request_is_one_row(story: Story, attempt: AttemptView) -> None:
    sent = given(attempt.items[0], "b")
    save(story, attempt, sent, sent)
    assert len(rows(story.session)) == 1


def test_a_page_brought_back_saves_another_answer_under_its_old_id(story: Story, attempt: AttemptView) -> None:
    item, old = attempt.items[0], new_token()
    save(story, attempt, given(item, "a", save_id=old))
    save(story, attempt, given(item, "b", save_id=old))
    assert [(row.answer, row.revision) for row in rows(story.session)] == [("a", 1), ("b", 2)]
    assert len({row.save_id for row in rows(story.session)}) == 2
    assert answers(story.session, attempt.id) == {item: "b"}


def test_what_a_page_brought_back_saved_is_one_row_too_when_it_is_sent_twice(
    story: Story, attempt: AttemptView
) -> None:
    item, old = attempt.items[0], new_token()
    save(story, attempt, given(item, "a", save_id=old))
    for _ in range(3):
        save(story, attempt, given(item, "b", save_id=old))
    assert [row.answer for row in rows(story.session)] == ["a", "b"]


def test_made_up_save_ids_that_leave_no_room_are_refused_in_words(story: Story, attempt: AttemptView) -> None:
    item, old = attempt.items[0], new_token()
    save(story, attempt, given(item, "a", save_id=old))
    save(story, attempt, given(item, "c", save_id=digest_of(f"{old} {item} b")))
    with pytest.raises(Refused) as refused:
        save(story, attempt, given(item, "b", save_id=old))
    assert refused.value.code == "save id"
    assert answers(story.session, attempt.id) == {item: "c"}


def test_an_old_save_id_used_for_another_item_is_a_row_of_its_own(story: Story, attempt: AttemptView) -> None:
    old = new_token()
    save(story, attempt, given(attempt.items[0], "b", save_id=old))
    save(story, attempt, given(attempt.items[1], "b", save_id=old))
    assert answers(story.session, attempt.id) == {attempt.items[0]: "b", attempt.items[1]: "b"}


def test_a_late_save_does_not_overtake_a_later_choice_of_its_own_page(story: Story, attempt: AttemptView) -> None:
    item = attempt.items[0]
    save(story, attempt, given(item, "b", sequence=2))
    save(story, attempt, given(item, "a", sequence=1))
    assert [(row.answer, row.revision) for row in rows(story.session)] == [("b", 1), ("a", 2)]
    assert answers(story.session, attempt.id) == {item: "b"}


def test_of_two_pages_the_one_that_saved_last_counts_whatever_its_sequence(story: Story, attempt: AttemptView) -> None:
    item = attempt.items[0]
    save(story, attempt, given(item, "a", sequence=9, page_id="one page"))
    save(story, attempt, given(item, "b", sequence=1, page_id="another"))
    assert answers(story.session, attempt.id) == {item: "b"}
    save(story, attempt, given(item, "c", sequence=10, page_id="one page"))
    assert answers(story.session, attempt.id) == {item: "c"}


def test_an_item_that_was_not_drawn_is_not_found_and_nothing_of_the_request_is_kept(
    story: Story, attempt: AttemptView
) -> None:
    undrawn = next(f"q{number:02}" for number in range(1, 9) if f"q{number:02}" not in attempt.items)
    for item in (undrawn, "none", ""):
        with pytest.raises(NotFound):
            save(story, attempt, given(attempt.items[0], "b"), given(item, "b"))
    assert rows(story.session) == []


@pytest.mark.parametrize("answer", ["z", "", "Right 1", "B"])
def test_what_is_no_option_is_refused_and_nothing_of_the_request_is_kept(
    story: Story, attempt: AttemptView, answer: str
) -> None:
    with pytest.raises(Refused) as refused:
        save(story, attempt, given(attempt.items[0], "b"), given(attempt.items[1], answer))
    assert refused.value.code == "option"
    assert rows(story.session) == []


@pytest.mark.parametrize("name", ["other_trainee", "elsewhere", "trainer", "second_trainer", "admin"])
def test_nobody_saves_into_someone_elses_attempt(story: Story, attempt: AttemptView, name: str) -> None:
    with pytest.raises(NotFound):
        save(story, attempt, given(attempt.items[0], "b"), who=getattr(story.cast, name))
    assert rows(story.session) == []


def test_somebody_whose_last_role_ended_saves_nothing(story: Story, attempt: AttemptView) -> None:
    former = Actor(story.cast.trainee.id, story.cast.trainee.name, frozenset())
    with pytest.raises(NotFound):
        save(story, attempt, given(attempt.items[0], "b"), who=former)


def test_an_attempt_that_does_not_exist_takes_nothing(story: Story) -> None:
    with pytest.raises(NotFound):
        save_answers(
            story.session, actor=story.cast.trainee, attempt_id="none", answers=[given("q01", "b")], now=story.at(2)
        )


def test_an_attempt_that_was_made_void_takes_nothing(story: Story, attempt: AttemptView) -> None:
    story.session.get_one(Attempt, attempt.id).voided_at = story.at(2)
    story.session.flush()
    with pytest.raises(NotFound):
        save(story, attempt, given(attempt.items[0], "b"))


def test_after_handing_in_nothing_new_is_saved(story: Story, attempt: AttemptView) -> None:
    story.hands_in(story.cast.trainee, attempt, [given(attempt.items[0], "b")])
    for item, answer in ((attempt.items[0], "c"), (attempt.items[1], "b")):
        with pytest.raises(Refused) as refused:
            save(story, attempt, given(item, answer))
        assert refused.value.code == "handed in"
    assert len(rows(story.session)) == 1


def test_after_handing_in_an_acknowledged_save_is_acknowledged_again(story: Story, attempt: AttemptView) -> None:
    sent = given(attempt.items[0], "b")
    save(story, attempt, sent)
    story.hands_in(story.cast.trainee, attempt, [])
    assert save(story, attempt, sent).handed_in_at == story.at(2)
    assert len(rows(story.session)) == 1


def test_after_handing_in_an_old_page_s_acknowledged_save_is_acknowledged_again(
    story: Story, attempt: AttemptView
) -> None:
    item, old = attempt.items[0], new_token()
    save(story, attempt, given(item, "a", save_id=old))
    again = given(item, "b", save_id=old)
    save(story, attempt, again)
    story.hands_in(story.cast.trainee, attempt, [])
    assert save(story, attempt, again).handed_in_at == story.at(2)
