"""The table of a cohort: a word for each state, beside its sign."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.course.content import Worth
from training.practice.models import ReviewOutcome

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

NOTHING = ["not begun", "not begun", "not yet", "not yet", "not yet", "not yet"]


def matrix(story: Story, browser: Open, on_day: Stop, day: float = 20) -> Page:
    story.settles(min(day, 30))
    story.session.commit()
    on_day(story.at(day))
    return browser(story.cast.trainer).get(f"/cohorts/{story.cast.cohort_id}")


def row(page: Page, name: str) -> list[str]:
    """The words in someone's line."""
    (line,) = (part for part in page.html.split("<tr>") if f">{name}</a></th>" in part)
    return re.findall(r'<span class="visually-hidden">([^<]*)</span>', line)


def signs(page: Page, name: str) -> list[str]:
    (line,) = (part for part in page.html.split("<tr>") if f">{name}</a></th>" in part)
    return re.findall(r'<span class="cell[^"]*" aria-hidden="true">([^<]*)</span>', line)


def tries(story: Story, module: str, times: int) -> None:
    trainee = story.cast.trainee
    for number in range(times):
        story.reads(trainee, module, 1.5 + number)
        attempt = story.begins(trainee, module, 2 + number)
        story.hands_in(trainee, attempt, story.answers(attempt, worth=Worth.UNSAFE), 2 + number)


def test_columns_are_the_modules_and_the_four_criteria(story: Story, browser: Open, on_day: Stop) -> None:
    page = matrix(story, browser, on_day)
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page.html)
    assert [re.sub("<[^>]+>", "", head) for head in heads] == [
        "Person", "M1", "M2", "Ready", "Trained", "Signposts", "Values",
    ]  # fmt: skip
    assert 'title="First module"' in page.html


def test_someone_who_has_done_nothing(story: Story, browser: Open, on_day: Stop) -> None:
    page = matrix(story, browser, on_day)
    assert row(page, "Trainee") == NOTHING
    assert signs(page, "Trainee") == ["·"] * 6


@pytest.mark.parametrize(
    ("times", "word", "sign"), [(1, "another go", "↺"), (2, "a talk would help", "!"), (3, "a talk would help", "!")]
)
def test_a_quiz_that_was_tried(story: Story, browser: Open, on_day: Stop, times: int, word: str, sign: str) -> None:
    tries(story, "first", times)
    page = matrix(story, browser, on_day)
    assert row(page, "Trainee") == [word, *NOTHING[1:]]
    assert signs(page, "Trainee")[0] == sign


def test_a_module_that_was_begun(story: Story, browser: Open, on_day: Stop) -> None:
    story.reads(story.cast.trainee, "first")
    page = matrix(story, browser, on_day)
    assert row(page, "Trainee") == ["in progress", *NOTHING[1:]]
    assert signs(page, "Trainee")[0] == "…"


def test_a_module_that_was_passed(story: Story, browser: Open, on_day: Stop) -> None:
    story.passes(story.cast.trainee, "safety")
    page = matrix(story, browser, on_day)
    assert row(page, "Trainee") == ["not begun", "passed", "not yet", "not yet", "met", "not yet"]
    assert signs(page, "Trainee") == ["·", "✓", "·", "·", "✓", "·"]


def test_a_reflection_that_waits(story: Story, browser: Open, on_day: Stop) -> None:
    submission = story.reflects(story.cast.trainee)
    page = matrix(story, browser, on_day)
    assert row(page, "Trainee") == [*NOTHING[:5], "waits for a trainer"]
    assert signs(page, "Trainee")[5] == "!"
    story.reviews(story.cast.trainer, submission, outcome=ReviewOutcome.NOT_YET)
    assert row(matrix(story, browser, on_day), "Trainee") == NOTHING


def test_a_criterion_that_a_trainer_is_called_for_says_so_in_the_table_too(
    story: Story, browser: Open, on_day: Stop
) -> None:
    story.passes(story.cast.trainee, "first", 2)
    story.passes(story.cast.trainee, "safety", 3)
    assert row(matrix(story, browser, on_day), "Trainee")[2] == "waits for a trainer"
    story.talks(story.cast.trainer, story.cast.trainee)
    ready, *_, values = row(matrix(story, browser, on_day), "Trainee")[2:]
    assert (ready, values) == ("not yet", "waits for a trainer")


def test_everything_met_and_counted_at_the_top(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    page = matrix(story, browser, on_day)
    assert row(page, "Trainee") == ["passed", "passed", "met", "met", "met", "met"]
    assert row(page, "Other Trainee") == NOTHING
    assert "2 people · 1 person meets all four criteria" in page.text


def test_what_went_stale_needs_renewing_on_the_very_day_although_nobody_did_anything(
    story: Story, browser: Open, on_day: Stop
) -> None:
    story.meets_all(story.cast.trainee)
    talk_over = matrix(story, browser, on_day, 309)
    assert row(talk_over, "Trainee") == ["passed", "passed", "needs renewing", "met", "met", "met"]
    assert "1 person meets" not in talk_over.text
    all_over = matrix(story, browser, on_day, 800)
    assert row(all_over, "Trainee") == ["needs renewing"] * 6
    assert signs(all_over, "Trainee") == ["↻"] * 6


def test_the_day_before_nothing_needs_renewing(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    assert row(matrix(story, browser, on_day, 308), "Trainee") == ["passed", "passed", "met", "met", "met", "met"]


def test_no_score_and_no_word_of_failure_stands_there(story: Story, browser: Open, on_day: Stop) -> None:
    tries(story, "first", 2)
    page = matrix(story, browser, on_day)
    assert "fail" not in page.html.lower()
    assert "%" not in page.text
    assert "points" not in page.text
