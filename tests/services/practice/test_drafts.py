"""A draft: whatever its state, for its author's eyes only, and gone once handed in."""

import pytest
from sqlalchemy import select

from tests.support.story import Story
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.core.models import PersonalText
from training.core.touch import take_touched
from training.practice.models import ReflectionDraft
from training.practice.queries import draft
from training.practice.service import hand_in_reflection, save_draft

ACTIVITY = "first/looking-back"


def keep(
    story: Story,
    texts: dict[str, str],
    who: Actor | None = None,
    day: float = 3,
    page: str = "a-page",
    seen: str = "",
) -> None:
    save_draft(
        story.session,
        actor=who or story.cast.trainee,
        edition=story.edition,
        activity=ACTIVITY,
        texts=texts,
        page=page,
        seen=seen,
        now=story.at(day),
    )


def hand_in(story: Story, texts: dict[str, str], *, page: str, seen: str = "") -> None:
    hand_in_reflection(
        story.session,
        actor=story.cast.trainee,
        edition=story.edition,
        activity=ACTIVITY,
        texts=texts,
        form_key=page,
        seen=seen,
        now=story.at(5),
    )


def kept(story: Story, who: Actor | None = None) -> dict[str, str] | None:
    found = draft(story.session, who or story.cast.trainee, ACTIVITY)
    return found.texts if found else None


@pytest.mark.parametrize(
    "texts", [{"what": "Half a sent"}, {}, {"what": "", "now-what": ""}, {"what": "“Ŵ” \U0001f642\n\nnew line"}]
)
def test_a_draft_comes_back_as_it_was_typed(story: Story, texts: dict[str, str]) -> None:
    keep(story, texts)
    assert kept(story) == texts


def test_a_later_draft_replaces_the_earlier(story: Story) -> None:
    keep(story, {"what": "First."})
    keep(story, {"what": "Second."}, day=4)
    found = draft(story.session, story.cast.trainee, ACTIVITY)
    assert found is not None
    assert (found.texts, found.saved_at) == ({"what": "Second."}, story.at(4))
    assert len(story.session.scalars(select(ReflectionDraft)).all()) == 1


def test_a_page_that_was_opened_before_does_not_overwrite_what_another_wrote(story: Story) -> None:
    keep(story, {"what": "On the telephone."}, page="telephone")
    with pytest.raises(Refused, match="another window") as refused:
        keep(story, {"what": "On the computer."}, page="computer")
    assert refused.value.code == "elsewhere"
    with pytest.raises(Refused):
        hand_in(story, {"what": "Done.", "now-what": "Done."}, page="computer")
    assert kept(story) == {"what": "On the telephone."}
    keep(story, {"what": "On the telephone, further."}, page="telephone")
    assert kept(story) == {"what": "On the telephone, further."}


def test_a_page_that_has_read_what_another_wrote_may_go_on_from_there(story: Story) -> None:
    keep(story, {"what": "On the telephone."}, page="telephone")
    found = draft(story.session, story.cast.trainee, ACTIVITY)
    assert found is not None
    keep(story, {"what": "On the telephone. And on the computer."}, page="computer", seen=found.digest)
    assert kept(story) == {"what": "On the telephone. And on the computer."}
    with pytest.raises(Refused):
        keep(story, {"what": "On the telephone, late."}, page="telephone")


def test_the_same_words_from_two_pages_are_no_quarrel(story: Story) -> None:
    keep(story, {"what": "The same."}, page="telephone")
    keep(story, {"what": "The same."}, page="computer")
    assert kept(story) == {"what": "The same."}


@pytest.mark.parametrize("name", ["other_trainee", "elsewhere", "trainer", "second_trainer", "admin"])
def test_nobody_else_reads_a_draft(story: Story, name: str) -> None:
    keep(story, {"what": "Mine."})
    assert kept(story, getattr(story.cast, name)) is None


def test_two_people_keep_their_own(story: Story) -> None:
    keep(story, {"what": "Mine."})
    keep(story, {"what": "Theirs."}, story.cast.other_trainee)
    assert (kept(story), kept(story, story.cast.other_trainee)) == ({"what": "Mine."}, {"what": "Theirs."})


def test_a_draft_is_gone_once_handed_in(story: Story) -> None:
    keep(story, {"what": "Mine."})
    keep(story, {"what": "Theirs."}, story.cast.other_trainee)
    hand_in(story, {"what": "Done.", "now-what": "Done."}, page="a-page")
    assert kept(story) is None
    assert kept(story, story.cast.other_trainee) == {"what": "Theirs."}


def test_a_draft_is_nobodys_evidence(story: Story) -> None:
    keep(story, {"what": "Mine."})
    assert take_touched(story.session) == frozenset()
    assert story.session.scalars(select(PersonalText)).all() == []


@pytest.mark.parametrize("activity", ["first/none", "safety/quiz", "first/quiz", "looking-back", ""])
def test_there_is_no_draft_of_what_is_no_reflection(story: Story, activity: str) -> None:
    with pytest.raises(NotFound):
        save_draft(
            story.session,
            actor=story.cast.trainee,
            edition=story.edition,
            activity=activity,
            texts={},
            page="a-page",
            seen="",
            now=story.at(3),
        )
    assert story.session.scalars(select(ReflectionDraft)).all() == []
