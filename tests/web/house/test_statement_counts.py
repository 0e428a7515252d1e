"""What pages cost in SQL statements. BEGIN, COMMIT and PRAGMA do not count."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from shutil import copytree

import pytest

from tests.support.browser import Browser
from tests.support.cast import BEGINNING, SMALL_COURSE, ZONE, Cast
from tests.support.story import Story
from training.attempts.queries import AttemptView
from training.certification.numbers import new_number
from training.certification.queries import latest_certificate
from training.core.roles import Role
from training.course.loader import load
from training.course.queries import require_current
from training.course.service import publish
from training.criteria.service import recheck
from training.people.models import CohortPart
from training.people.service import add_person, set_cohorts

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

LESSON, SAVE, HAND_IN, VERIFY, SIGNED_IN, MATRIX, LOCAL_VALUES, COUNTING = 3, 4, 12, 2, 1, 6, 1, 3


@pytest.fixture
def ten_questions(story: Story, tmp_path: Path, on_day: Stop) -> AttemptView:
    """An attempt of the trainee at a quiz that draws ten items, nothing answered."""
    folder = copytree(SMALL_COURSE, tmp_path / "modules")
    quiz = folder / "02-safety" / "quiz.yaml"
    quiz.write_text(quiz.read_text().replace("draw: 2", "draw: 4").replace("draw: 3", "draw: 6"))
    publish(story.session, load(folder), by=None, note="ten questions", now=story.at(0.1))
    story.edition = require_current(story.session)
    story.reads(story.cast.trainee, "safety", 1)
    attempt = story.begins(story.cast.trainee, "safety", 2)
    story.settles(2)
    recheck(story.session, zone=ZONE, now=story.at(2), repair=True)
    story.session.commit()
    on_day(story.at(2))
    assert len(attempt.items) == 10
    return attempt


def answer(item: str, number: int, option: str = "b") -> dict[str, str]:
    key = f"a-key-of-ours-{number}"
    return {"item": item, "answer": option, "save_id": key, "page_id": key, "sequence": "1"}


def saves(someone: Browser, attempt: AttemptView, items: tuple[str, ...]) -> None:
    for number, item in enumerate(items):
        assert someone.save(f"/attempts/{attempt.id}/responses/{item}", answer(item, number)).status_code == 200


def cost(someone: Browser, path: str, status: int = 200) -> list[str]:
    """The statements of opening a page."""
    return someone.counted(lambda: someone.get(path, status=status))


def test_a_lesson_page_costs_at_most_three_statements(browser: Open, cast: Cast, story: Story) -> None:
    story.reads(cast.trainee, "first")
    story.session.commit()
    someone = browser(cast.trainee)
    someone.get("/learn/first/one")
    assert len(someone.counted(lambda: someone.get("/learn/first/two"))) <= LESSON


def test_saving_an_answer_by_script_costs_at_most_four(browser: Open, cast: Cast, ten_questions: AttemptView) -> None:
    someone = browser(cast.trainee)
    first, second, *_ = ten_questions.items
    saves(someone, ten_questions, (first,))
    path = f"/attempts/{ten_questions.id}/responses/{second}"
    assert len(someone.counted(lambda: someone.save(path, answer(second, 7)))) <= SAVE


def test_saving_an_answer_by_button_costs_at_most_four(browser: Open, cast: Cast, ten_questions: AttemptView) -> None:
    someone = browser(cast.trainee)
    first, second, *_ = ten_questions.items
    saves(someone, ten_questions, (first,))
    path = f"/attempts/{ten_questions.id}/responses/{second}"
    assert len(someone.counted(lambda: someone.post(path, answer(second, 7)))) <= SAVE


def test_sending_an_answer_again_costs_no_more(browser: Open, cast: Cast, ten_questions: AttemptView) -> None:
    someone = browser(cast.trainee)
    first = ten_questions.items[0]
    saves(someone, ten_questions, (first,))
    path = f"/attempts/{ten_questions.id}/responses/{first}"
    assert len(someone.counted(lambda: someone.save(path, answer(first, 0)))) <= SAVE


def test_handing_in_ten_answers_from_the_page_to_check_costs_at_most_twelve(
    browser: Open, cast: Cast, ten_questions: AttemptView
) -> None:
    someone = browser(cast.trainee)
    saves(someone, ten_questions, ten_questions.items)
    path = f"/attempts/{ten_questions.id}/hand-in"
    form = {"confirmed": "yes", "save_id": "a-key-of-ours", "page_id": "a-key-of-ours"}
    assert len(someone.counted(lambda: someone.post(path, form))) <= HAND_IN


def test_handing_in_ten_answers_from_the_last_question_costs_at_most_twelve(
    browser: Open, cast: Cast, ten_questions: AttemptView
) -> None:
    someone = browser(cast.trainee)
    *before, last = ten_questions.items
    saves(someone, ten_questions, tuple(before))
    path = f"/attempts/{ten_questions.id}/hand-in"
    statements = someone.counted(lambda: someone.post(path, answer(last, 10)))
    assert someone.get(f"/attempts/{ten_questions.id}/result").heading == "Passed. Well done"
    assert len(statements) <= HAND_IN


def with_trainees(story: Story, number: int) -> None:
    """So many trainees in the first cohort, each somewhere else on the path."""
    cast = story.cast
    for each in range(number - 2):
        person = add_person(
            story.session,
            name=f"Trainee {each}",
            email=f"trainee-{each}@example.org",
            roles=[Role.TRAINEE],
            by=None,
            now=BEGINNING,
        )
        set_cohorts(
            story.session, person_id=person.id, part=CohortPart.TRAINEE, cohort_ids=[cast.cohort_id], now=BEGINNING
        )
    story.passes(cast.trainee, "first")
    story.reflects(cast.other_trainee)
    recheck(story.session, zone=ZONE, now=story.at(5), repair=True)
    story.session.commit()


def matrix(story: Story, browser: Open, on_day: Stop, number: int, day: float) -> list[str]:
    """The statements of a cohort's page of so many people on a day."""
    with_trainees(story, number)
    on_day(story.at(day))
    someone = browser(story.cast.trainer)
    path = f"/cohorts/{story.cast.cohort_id}"
    page = someone.get(path)
    assert f"{number} people" in page.text
    return someone.counted(lambda: someone.get(path))


@pytest.mark.parametrize("number", [2, 12, 50])
def test_a_matrix_costs_at_most_six_more_than_being_signed_in_whatever_its_size(
    browser: Open, story: Story, on_day: Stop, number: int
) -> None:
    assert len(matrix(story, browser, on_day, number, 6)) <= SIGNED_IN + MATRIX


@pytest.mark.parametrize("number", [2, 12])
def test_a_matrix_of_people_whose_standing_must_be_computed_costs_at_most_three_more_whatever_its_size(
    browser: Open, story: Story, on_day: Stop, number: int
) -> None:
    assert len(matrix(story, browser, on_day, number, 800)) <= SIGNED_IN + MATRIX + 3


def test_checking_a_certificate_costs_at_most_two(browser: Open, story: Story, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    held = latest_certificate(story.session, story.cast.trainee.id, story.day(11))
    story.session.commit()
    on_day(story.at(11))
    assert held is not None
    visitor, someone = browser(), browser(story.cast.trainee)
    for number, status in ((held[0], 200), ("no number", 404)):
        assert len(cost(visitor, f"/verify/{number}", status)) <= VERIFY
        assert len(cost(someone, f"/verify/{number}", status)) <= VERIFY
    assert len(cost(visitor, f"/verify/{new_number()}", 404)) <= VERIFY + COUNTING


def test_a_number_that_cannot_be_one_is_looked_up_nowhere(browser: Open) -> None:
    visitor = browser()
    assert len(visitor.counted(lambda: visitor.get("/verify/nonsense", status=404))) <= LOCAL_VALUES


def test_public_pages_ask_only_whether_the_charity_set_something(browser: Open) -> None:
    visitor = browser()
    for path in ("/", "/support", "/verify", "/sign-in", "/about"):
        assert len(cost(visitor, path)) <= LOCAL_VALUES, path


def people_list(story: Story, browser: Open, number: int) -> list[str]:
    with_trainees(story, number)
    someone = browser(story.cast.admin)
    return someone.counted(lambda: someone.get("/admin/people"))


@pytest.mark.parametrize("number", [2, 12])
def test_the_list_of_people_costs_the_same_whatever_its_size(browser: Open, story: Story, number: int) -> None:
    assert len(people_list(story, browser, number)) <= SIGNED_IN + 4


@pytest.mark.parametrize("number", [1, 3])
def test_the_certification_page_costs_the_same_however_many_are_ready(
    browser: Open, story: Story, on_day: Stop, number: int
) -> None:
    ready = [story.cast.trainee, story.cast.other_trainee][:number]
    for who in ready:
        story.meets_all(who)
    story.session.commit()
    on_day(story.at(11))
    someone = browser(story.cast.admin)
    page = someone.get("/admin/certification")
    assert f"{len(ready)} " in page.heading
    assert len(someone.counted(lambda: someone.get("/admin/certification"))) <= 7
