from collections.abc import Callable
from datetime import datetime

import pytest

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.certification.rules import DecisionKind
from training.practice.models import ReviewOutcome

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]


def record(story: Story, browser: Open, on_day: Stop, who: str = "trainer") -> Page:
    story.session.commit()
    on_day(story.at(20))
    return browser(getattr(story.cast, who)).get(f"/people/{story.cast.trainee.id}")


def test_a_newcomers_record_shows_what_is_missing_in_few_words(story: Story, browser: Open, on_day: Stop) -> None:
    page = record(story, browser, on_day)
    assert page.heading == "Trainee"
    for words in (
        "First module · Not begun 0 of 2 0",
        "To sign",
        "Readiness talk to have",
        "Quiz to pass",
        "Reflection to hand in",
        "Sessions to observe (2)",
        "Observed sessions None yet.",
        "Reflections None yet.",
    ):
        assert words in page.text, words


def test_a_full_record_shows_modules_criteria_sessions_and_reflections(
    story: Story, browser: Open, on_day: Stop
) -> None:
    story.meets_all(story.cast.trainee)
    page = record(story, browser, on_day)
    for words in (
        "All four criteria met",
        "First module ✓ Passed, 4 March 2 of 2 1",
        "Safety module ✓ Passed, 5 March 2 of 2 1",
        "Ready, 10 March 2026, with Trainer. Next talk by 4 January 2027.",
        "8 March 2026, watched by Trainer",
        "9 March 2026, watched by Second Trainer",
        "Helped: You left silence.",
        "To try: Speak up.",
        "Opens with the agreement: Meets",
        "Handed in 6 March 2026 Accepted by Trainer on 7 March 2026.",
        "Helped: You were honest.",
    ):
        assert words in page.text, words


def test_a_trainer_of_the_cohort_finds_what_can_be_recorded(story: Story, browser: Open, on_day: Stop) -> None:
    page = record(story, browser, on_day)
    assert f"/people/{story.cast.trainee.id}/observations/new" in page.links
    assert f"/people/{story.cast.trainee.id}/readiness/new" in page.links


def test_an_admin_sees_the_record_and_records_nothing(story: Story, browser: Open, on_day: Stop) -> None:
    submission = story.reflects(story.cast.trainee)
    page = record(story, browser, on_day, "admin")
    assert "Waits to be read." in page.text
    assert f"/reviews/{submission}" not in page.links
    assert f"/people/{story.cast.trainee.id}/observations/new" not in page.links
    someone = browser(story.cast.admin)
    someone.get(f"/people/{story.cast.trainee.id}/observations/new", status=404)
    someone.get(f"/people/{story.cast.trainee.id}/readiness/new", status=404)


def test_a_reflection_that_waits_can_be_opened_from_the_record(story: Story, browser: Open, on_day: Stop) -> None:
    submission = story.reflects(story.cast.trainee)
    page = record(story, browser, on_day)
    assert "Waits to be read. Read and judge it" in page.text
    assert f"/reviews/{submission}" in page.links


def test_a_reflection_is_named_and_dated(story: Story, browser: Open, on_day: Stop) -> None:
    story.reflects(story.cast.trainee)
    assert "Reflections Looking back Handed in 6 March 2026 Waits to be read." in record(story, browser, on_day).text


def test_what_this_person_needs_now_stands_beside_the_record_as_beside_the_cohort(
    story: Story, browser: Open, on_day: Stop
) -> None:
    submission = story.reflects(story.cast.trainee)
    story.passes(story.cast.trainee, "first", 2)
    story.passes(story.cast.trainee, "safety", 3)
    story.settles(20)
    page = record(story, browser, on_day)
    told = "What Trainee needs now A reflection to be read Handed in 16 days ago A readiness talk None that holds today"
    assert told in page.text
    assert f"/reviews/{submission}" in page.links
    assert f"/cohorts/{story.cast.cohort_id}" in page.links


def test_the_one_solid_button_is_what_the_person_needs_now(story: Story, browser: Open, on_day: Stop) -> None:
    page = record(story, browser, on_day)
    assert 'class="button"' not in page.html
    story.passes(story.cast.trainee, "first", 2)
    story.passes(story.cast.trainee, "safety", 3)
    story.settles(19)
    page = record(story, browser, on_day)
    assert f'class="button" href="/people/{story.cast.trainee.id}/readiness/new"' in page.html
    assert f'class="button plain" href="/people/{story.cast.trainee.id}/observations/new"' in page.html


def test_an_admin_finds_the_way_from_the_record_to_what_admins_do(story: Story, browser: Open, on_day: Stop) -> None:
    someone = story.cast.trainee.id
    ways = {f"/admin/certification/{someone}", f"/admin/people/{someone}", f"/admin/audit/people/{someone}"}
    assert ways <= set(record(story, browser, on_day, "admin").links)
    assert not ways & set(record(story, browser, on_day).links)


def test_another_go_that_was_asked_for_is_told_without_blame(story: Story, browser: Open, on_day: Stop) -> None:
    submission = story.reflects(story.cast.trainee)
    story.reviews(story.cast.second_trainer, submission, outcome=ReviewOutcome.NOT_YET)
    page = record(story, browser, on_day)
    assert "Another go asked for by Second Trainer on 7 March 2026." in page.text
    assert "fail" not in page.text.lower()


@pytest.mark.parametrize("who", ["trainer", "second_trainer", "admin"])
def test_the_words_of_a_reflection_are_not_on_the_record(story: Story, browser: Open, on_day: Stop, who: str) -> None:
    story.reflects(story.cast.trainee)
    assert "Something happened." not in record(story, browser, on_day, who).html


def test_decisions_are_named_with_date_and_decider_but_the_trainer_sees_no_reason(
    story: Story, browser: Open, on_day: Stop
) -> None:
    story.decides(story.cast.admin, story.cast.trainee, DecisionKind.DECLINE, reason="A reason for the person.")
    page = record(story, browser, on_day)
    assert "Declined · 12 March 2026 Admin" in page.text
    assert "A reason for the person." not in page.html


def test_the_status_of_a_certificate_is_shown(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    assert "Certificate: valid" in record(story, browser, on_day).text
    story.decides(story.cast.admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=15)
    assert "Certificate: revoked" in record(story, browser, on_day).text


def test_someone_who_is_no_trainee_has_no_record_of_learning(story: Story, browser: Open, on_day: Stop) -> None:
    story.session.commit()
    page = browser(story.cast.admin).get(f"/people/{story.cast.trainer.id}")
    assert "Trainer is not a trainee, so there is no record of learning." in page.text
    assert "Quiz tries" not in page.text


def test_quiz_answers_are_not_on_the_record(story: Story, browser: Open, on_day: Stop) -> None:
    story.misses_critical(story.cast.trainee)
    page = record(story, browser, on_day)
    assert "Safety module ↺ Another go" in page.text
    for words in ("Wrong 1", "Right 1", "Harm number", "points"):
        assert words not in page.html


def test_feedback_full_of_html_stays_text(story: Story, browser: Open, on_day: Stop) -> None:
    story.session.commit()
    on_day(story.at(20))
    hostile = "<script>alert(1)</script>"
    someone = browser(story.cast.trainer)
    someone.post(
        f"/people/{story.cast.trainee.id}/observations/new",
        {
            "form_key": "a-key-of-ours",
            "held_on": "2026-03-10",
            "line_opens": "3",
            "line_listens": "3",
            "helped": hostile,
            "to_try": hostile,
        },
    )
    for who, path in (
        (story.cast.trainer, f"/people/{story.cast.trainee.id}"),
        (story.cast.admin, f"/people/{story.cast.trainee.id}"),
        (story.cast.trainee, "/progress"),
    ):
        page = browser(who).get(path)
        assert "<script>alert" not in page.html
        assert hostile in page.text
