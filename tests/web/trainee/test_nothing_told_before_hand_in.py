"""While an attempt runs, no page and no answer of the server tells what is best, why, or how many points there are."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from tests.support.browser import Browser
from tests.support.story import Story
from training.attempts.queries import AttemptView

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

TELLING = (
    "Because it is", "Harm number", "Best:", "Best answer", "Partly right", "Not this one", "unsafe", "acceptable",
    "critical_miss", "You have 0 of", "points. ",
)  # fmt: skip


@pytest.fixture
def attempt(story: Story, on_day: Stop) -> AttemptView:
    """The trainee's, at the safety module's quiz of five questions."""
    story.reads(story.cast.trainee, "safety")
    made = story.begins(story.cast.trainee, "safety")
    story.session.commit()
    on_day(story.at(2))
    return made


def test_the_words_that_tell_are_on_the_result(story: Story, browser: Open, on_day: Stop) -> None:
    story.misses_critical(story.cast.trainee)
    (made,) = story.attempts(story.cast.trainee)
    story.session.commit()
    on_day(story.at(3))
    html = browser(story.cast.trainee).get(f"/attempts/{made.id}/result").html
    for words in ("Because it is", "Harm number", "Best:", "Best answer", "points. "):
        assert words in html


def test_no_page_tells_before_hand_in(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    pages = []
    for number, item in enumerate(attempt.items, start=1):
        path = f"/attempts/{attempt.id}/responses/{item}"
        key = {"save_id": f"a-save-of-ours-{number}", "page_id": "a-page-of-ours", "sequence": str(number)}
        pages.append(someone.get(f"/attempts/{attempt.id}/questions/{number}").html)
        pages.append(someone.save(path, {**key, "answer": "a"}).get_data(as_text=True))
        pages.append(someone.get(f"/attempts/{attempt.id}/questions/{number}").html)
        pages.append(someone.post(path, {**key, "answer": "z"}, status=422).html)
    pages += [
        someone.get(f"/attempts/{attempt.id}/check").html,
        someone.get("/learn").html,
        someone.get("/learn/safety").html,
        someone.get("/progress").html,
    ]
    for html in pages:
        assert [words for words in TELLING if words in html] == []


def test_the_right_option_is_not_marked_by_its_place_or_its_markup(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    for number in range(1, 6):
        html = someone.get(f"/attempts/{attempt.id}/questions/{number}").html
        labels = re.findall(r'<label class="choice">.*?</label>', html, re.DOTALL)
        bare = {re.sub(r'value="\w"|(Wrong|Right|Nearly) \d+', "", label) for label in labels}
        assert len(labels) == 3
        assert len(bare) == 1


def test_there_is_no_result_before_hand_in(story: Story, browser: Open, attempt: AttemptView) -> None:
    page = browser(story.cast.trainee).get(f"/attempts/{attempt.id}/result", status=303)
    assert page.location == f"/attempts/{attempt.id}"


def test_trainers_and_admins_see_no_answer_of_a_running_attempt(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    for who in (story.cast.trainer, story.cast.admin):
        someone = browser(who)
        someone.get(f"/attempts/{attempt.id}/result", status=404)
        text = someone.get(f"/people/{story.cast.trainee.id}").text
        assert "Question 1" not in text
        assert "In progress" in text
