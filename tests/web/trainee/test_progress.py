"""The page of the four criteria: what counts already, what is missing and who can act."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.certification.rules import DecisionKind
from training.practice.models import ReadinessOutcome, ReviewOutcome

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]


def progress(story: Story, browser: Open, on_day: Stop, day: float = 20) -> Page:
    story.session.commit()
    on_day(story.at(day))
    return browser(story.cast.trainee).get("/progress")


def test_a_newcomer_sees_everything_that_is_missing_and_where_to_go(story: Story, browser: Open, on_day: Stop) -> None:
    page = progress(story, browser, on_day)
    assert page.heading == "Four things to work towards"
    assert page.text.count("You have not signed this yet.") == 2
    for words in (
        "You and a trainer still need to talk about how ready you are.",
        "The quiz of this module is still to come.",
        "You have not handed this in yet.",
        "A trainer needs to watch you in 2 more sessions.",
    ):
        assert words in page.text
    for link in (
        "/declarations/wellbeing-plan",
        "/declarations/values-agreement",
        "/learn/first",
        "/learn/safety",
        "/learn/first/looking-back",
    ):
        assert link in page.links, link
    assert page.text.count("Second or Trainer can do this with you.") == 2


def test_who_has_begun_is_not_met_with_a_nought(story: Story, browser: Open, on_day: Stop) -> None:
    story.passes(story.cast.trainee, "first")
    assert progress(story, browser, on_day).heading == "You are on your way"


def test_someone_without_a_trainer_is_told_who_will_give_them_one(story: Story, browser: Open, on_day: Stop) -> None:
    story.session.commit()
    browser(story.cast.admin).post(f"/admin/people/{story.cast.trainee.id}", {"roles": ["trainee"]})
    page = progress(story, browser, on_day)
    assert "You have none yet: an admin will put you in a cohort." in page.text


def test_what_counted_stands_with_its_date_and_its_judge(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    page = progress(story, browser, on_day)
    assert page.heading == "All four are met"
    assert "Now an admin looks at everything and decides. You do not need to do anything." in page.text
    for words in (
        "Signed 5 March 2026.",
        "Ready, 10 March 2026, with Trainer. Next talk by 4 January 2027.",
        "Quiz: First module : done Passed 4 March 2026.",
        "Quiz: Safety module : done Passed 5 March 2026.",
        "Safety questions: Safety module : done Passed 5 March 2026.",
        "Accepted 7 March 2026 by Trainer.",
        "Session on 8 March 2026, watched by Trainer.",
        "Session on 9 March 2026, watched by Second Trainer.",
    ):
        assert words in page.text, words
    assert page.text.count("✓ Met") == 4


def test_what_is_left_stands_open_and_what_is_done_folds_away(story: Story, browser: Open, on_day: Stop) -> None:
    """Someone with one thing left must not look for it among twenty that are done."""
    story.passes(story.cast.trainee, "first")
    page = progress(story, browser, on_day)
    folded = "".join(part.split("</details>")[0] for part in page.html.split("<details")[1:])
    assert "Quiz: First module" in folded
    assert "Quiz: First module" in page.html
    for left in ("Quiz: Safety module", "Readiness talk with a trainer", "Observed sessions"):
        assert left in page.html
        assert left not in folded


def test_the_one_button_leads_to_what_one_can_do_oneself(story: Story, browser: Open, on_day: Stop) -> None:
    def led_to(page: Page) -> list[str]:
        return [part.split('"')[0] for part in page.html.split('<a class="button" href="')[1:]]

    assert led_to(progress(story, browser, on_day)) == ["/learn"]
    story.passes(story.cast.trainee, "first")
    story.passes(story.cast.trainee, "safety")
    page = progress(story, browser, on_day)
    assert led_to(page) == ["/declarations/wellbeing-plan"]
    story.signs(story.cast.trainee, "wellbeing-plan")
    story.signs(story.cast.trainee, "values-agreement")
    assert led_to(progress(story, browser, on_day)) == ["/learn/first/looking-back"]
    story.reflects(story.cast.trainee)
    page = progress(story, browser, on_day)
    assert led_to(page) == []
    assert "What is left needs a trainer. Second or Trainer can say when." in page.text


def test_on_paper_it_says_whose_it_is_and_of_which_day(story: Story, browser: Open, on_day: Stop) -> None:
    page = progress(story, browser, on_day)
    assert f'<p class="quiet only-print">{story.cast.trainee.name} · ' in page.html
    assert "· 22 March 2026</p>" in page.html


def test_what_trainers_wrote_about_sessions_is_there_to_read(story: Story, browser: Open, on_day: Stop) -> None:
    story.observes(story.cast.trainer, story.cast.trainee, opens=2, listens=0)
    page = progress(story, browser, on_day)
    for words in ("You left silence.", "Speak up.", "Opens with the agreement: Emerging", "Listens: Not seen"):
        assert words in page.text


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (ReadinessOutcome.NOT_YET, "After your last talk the answer was: not yet."),
        (ReadinessOutcome.PAUSED, "You are taking a pause. Talk with a trainer when you would like to come back."),
    ],
)
def test_a_readiness_talk_that_did_not_say_ready_is_told_kindly(
    story: Story, browser: Open, on_day: Stop, outcome: ReadinessOutcome, words: str
) -> None:
    story.talks(story.cast.trainer, story.cast.trainee, outcome=outcome)
    page = progress(story, browser, on_day)
    assert words in page.text
    assert "fail" not in page.text.lower()


def test_ready_with_support_counts(story: Story, browser: Open, on_day: Stop) -> None:
    story.talks(story.cast.trainer, story.cast.trainee, outcome=ReadinessOutcome.WITH_SUPPORT)
    assert "Ready with support, 10 March 2026, with Trainer." in progress(story, browser, on_day).text


def test_a_talk_holds_to_its_last_day_and_not_longer(story: Story, browser: Open, on_day: Stop) -> None:
    story.talks(story.cast.trainer, story.cast.trainee, holds_days=10)
    story.session.commit()
    on_day(story.at(18))
    someone = browser(story.cast.trainee)
    assert "Ready, 10 March 2026" in someone.get("/progress").text
    on_day(story.at(19))
    assert "It is time for you and a trainer to talk about readiness again." in someone.get("/progress").text


def test_a_reflection_says_whether_it_waits_or_asks_for_another_go(story: Story, browser: Open, on_day: Stop) -> None:
    submission = story.reflects(story.cast.trainee)
    assert "You have handed this in. A trainer will read it." in progress(story, browser, on_day, 5).text
    story.reviews(story.cast.trainer, submission, outcome=ReviewOutcome.NOT_YET)
    assert "Your trainer has asked for another go." in progress(story, browser, on_day, 6).text


@pytest.mark.parametrize(
    ("sessions", "words"),
    [
        ([("trainer", 6, 3)], "A trainer needs to watch you in 1 more session."),
        ([("trainer", 6, 3), ("trainer", 7, 3)], "A second trainer needs to watch you in a session."),
        ([("trainer", 6, 3), ("second_trainer", 6, 3)], "A trainer needs to watch you on another day."),
        (
            [("trainer", 6, 3), ("second_trainer", 7, 2)],
            "A trainer needs to see this go well: Opens with the agreement.",
        ),
    ],
)
def test_sessions_say_exactly_what_is_missing(
    story: Story, browser: Open, on_day: Stop, sessions: list[tuple[str, float, int]], words: str
) -> None:
    for judge, day, opens in sessions:
        story.observes(getattr(story.cast, judge), story.cast.trainee, day, opens=opens)
    assert words in progress(story, browser, on_day).text


def test_what_went_stale_needs_renewing_and_is_never_called_a_failure(
    story: Story, browser: Open, on_day: Stop
) -> None:
    story.meets_all(story.cast.trainee)
    page = progress(story, browser, on_day, 800)
    assert page.text.count("Needs renewing") >= 2
    assert "You passed this some time ago, or it has changed." in page.text
    assert "fail" not in page.text.lower()


def test_a_decision_to_decline_stands_with_its_reason_and_who_made_it(
    story: Story, browser: Open, on_day: Stop
) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee, DecisionKind.DECLINE, reason="Let us talk about it first.")
    page = progress(story, browser, on_day)
    assert "A decision was made: not yet" in page.text
    assert "Admin decided on 12 March 2026. The reason: Let us talk about it first." in page.text
    assert "Talk about it with Second or Trainer." in page.text
    assert "Now an admin looks at everything and decides." not in page.text


def test_a_revoked_certificate_is_told_with_its_reason(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.decides(
        story.cast.second_admin,
        story.cast.trainee,
        DecisionKind.REVOKE,
        seen=1,
        day=12,
        reason="It was issued by mistake.",
    )
    page = progress(story, browser, on_day)
    assert "Your certificate was ended" in page.text
    assert "Second Admin decided on 14 March 2026. The reason: It was issued by mistake." in page.text
    assert "You hold a certificate" not in page.text


def test_a_reason_full_of_html_stays_text(story: Story, browser: Open, on_day: Stop) -> None:
    hostile = "<script>alert(1)</script> and so on"
    story.decides(story.cast.admin, story.cast.trainee, DecisionKind.DECLINE, reason=hostile)
    page = progress(story, browser, on_day)
    assert "<script>alert" not in page.html
    assert hostile in page.text


def test_a_holder_sees_the_certificate_and_no_old_decision(story: Story, browser: Open, on_day: Stop) -> None:
    story.decides(story.cast.admin, story.cast.trainee, DecisionKind.DECLINE, day=1, reason="Too early for that.")
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee, seen=1)
    page = progress(story, browser, on_day)
    assert page.heading == "You hold a certificate"
    assert "See and print your certificate" in page.text
    assert "Too early for that." not in page.text


def test_an_expired_certificate_is_no_longer_held(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    page = progress(story, browser, on_day, 800)
    assert page.heading.endswith("of 4 are met so far")


def test_nobody_elses_facts_stand_there(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.other_trainee)
    story.decides(story.cast.admin, story.cast.other_trainee, DecisionKind.DECLINE, reason="A reason about another.")
    page = progress(story, browser, on_day)
    assert page.heading == "Four things to work towards"
    assert "A reason about another." not in page.html


def test_an_answer_given_late_in_the_evening_counts_for_the_day_where_the_charity_is(
    story: Story, browser: Open, on_day: Stop
) -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    story.signs(story.cast.trainee, "wellbeing-plan", (late - story.at(0)) / timedelta(days=1))
    page = progress(story, browser, on_day, 130)
    assert "Signed 1 July 2026." in page.text
