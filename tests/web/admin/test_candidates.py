"""The page on which an admin decides: the assessment of today, and only the buttons that fit it."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from shutil import copytree

import pytest

from tests.support.browser import Browser
from tests.support.cast import SMALL_COURSE
from tests.support.page import Page
from tests.support.story import Story
from training.certification.rules import DecisionKind
from training.core.actors import Actor
from training.core.roles import Role
from training.course.loader import load
from training.course.queries import require_current
from training.course.service import publish
from training.people.models import CohortPart
from training.people.service import set_cohorts, set_roles
from training.practice.models import ReadinessOutcome

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]


def candidate(story: Story, browser: Open, on_day: Stop, day: float = 20, who: str = "admin") -> Page:
    story.session.commit()
    on_day(story.at(day))
    return browser(getattr(story.cast, who)).get(f"/admin/certification/{story.cast.trainee.id}")


def buttons(page: Page) -> set[str]:
    """The decisions that can be made."""
    return set(re.findall(r'<button [^>]*name="kind" value="(\w+)"', page.html))


def test_someone_who_meets_nothing_can_only_be_declined(story: Story, browser: Open, on_day: Stop) -> None:
    page = candidate(story, browser, on_day)
    assert page.heading == "Trainee: not all criteria are met"
    assert "A criterion is not met, so no certificate can be issued." in page.text
    assert buttons(page) == {"decline"}
    for words in ("To sign", "Readiness talk to have", "Quiz to pass", "Sessions to observe"):
        assert words in page.text
    assert page.value("seen") == "0"


def test_someone_who_meets_all_four_can_be_issued_or_declined(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    page = candidate(story, browser, on_day)
    assert page.heading == "Trainee: all four criteria are met"
    assert buttons(page) == {"issue", "decline"}
    for words in (
        "As of 22 March 2026, computed just now.",
        "Signed 5 March 2026.",
        "Ready, 10 March 2026, with Trainer.",
        "Session on 9 March 2026, watched by Second Trainer.",
        "A decision is kept for ever, with your name and your reason.",
    ):
        assert words in page.text
    assert page.text.count("✓ Met") == 4


def test_a_valid_certificate_can_only_be_revoked(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    page = candidate(story, browser, on_day)
    assert buttons(page) == {"revoke"}
    assert "End this certificate" in page.text
    assert "This is for good: everyone who checks the number sees it at once." in page.text
    assert "Issued by Admin, 12 March 2026, 09:00" in page.text
    assert page.value("seen") == "1"


def test_one_that_is_due_for_renewal_can_still_be_revoked(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    assert buttons(candidate(story, browser, on_day, 729)) == {"revoke"}


def test_after_it_expired_there_is_nothing_to_revoke(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    page = candidate(story, browser, on_day, 800)
    assert buttons(page) == {"decline"}
    assert page.text.count("Needs renewing") == 4


def test_after_a_revocation_another_certificate_can_be_issued(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=11)
    page = candidate(story, browser, on_day)
    assert buttons(page) == {"issue", "decline"}
    assert page.value("seen") == "2"


def test_the_assessment_is_of_this_moment_and_not_of_the_list(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.talks(story.cast.trainer, story.cast.trainee, 12, ReadinessOutcome.PAUSED)
    page = candidate(story, browser, on_day)
    assert page.heading == "Trainee: not all criteria are met"
    assert "Paused" in page.text
    assert buttons(page) == {"decline"}


@pytest.fixture
def judged_by_one(story: Story, tmp_path: Path) -> Actor:
    """An admin who is a trainer too and judged everything, under a programme that is content with one observer."""
    cast, trainee = story.cast, story.cast.trainee
    folder = copytree(SMALL_COURSE, tmp_path / "modules")
    programme = folder / "programme.yaml"
    programme.write_text(programme.read_text().replace("observers: 2", "observers: 1"))
    publish(story.session, load(folder), by=None, note="one observer", now=story.at(0.1))
    story.edition = require_current(story.session)
    roles = frozenset({Role.ADMIN, Role.TRAINER})
    judge = Actor(cast.admin.id, cast.admin.name, roles)
    set_roles(story.session, person_id=judge.id, roles=roles, by=cast.second_admin, now=story.at(0.1))
    set_cohorts(
        story.session,
        person_id=judge.id,
        part=CohortPart.TRAINER,
        cohort_ids=[cast.cohort_id],
        now=story.at(0.1),
    )
    story.passes(trainee, "first", 2)
    story.passes(trainee, "safety", 3)
    story.signs(trainee, "values-agreement")
    story.signs(trainee, "wellbeing-plan")
    story.reviews(judge, story.reflects(trainee))
    story.observes(judge, trainee, 6)
    story.observes(judge, trainee, 7)
    story.talks(judge, trainee)
    return judge


def test_an_admin_who_alone_judged_cannot_issue_but_another_can(
    story: Story, browser: Open, on_day: Stop, judged_by_one: Actor
) -> None:
    page = candidate(story, browser, on_day)
    assert page.heading == "Trainee: all four criteria are met"
    assert "You are the only person who judged this evidence." in page.text
    assert buttons(page) == {"decline"}
    form = {"form_key": page.value("form_key"), "seen": "0", "kind": "issue", "reason": "All four criteria are met."}
    refused = browser(judged_by_one).post(f"/admin/certification/{story.cast.trainee.id}", form, status=422)
    assert "You are the only person who judged this evidence." in refused.text
    assert buttons(candidate(story, browser, on_day, who="second_admin")) == {"issue", "decline"}


def test_nobody_decides_about_themself(story: Story, browser: Open, on_day: Stop) -> None:
    story.session.commit()
    browser(story.cast.second_admin).post(f"/admin/people/{story.cast.admin.id}", {"roles": ["admin", "trainee"]})
    on_day(story.at(20))
    admin = browser(story.cast.admin)
    page = admin.get(f"/admin/certification/{story.cast.admin.id}")
    assert "Nobody decides about themself. Ask another admin." in page.text
    assert buttons(page) == set()
    form = {"form_key": "a-key-of-ours", "kind": "decline", "seen": "0", "reason": "A reason in a sentence."}
    refused = admin.post(f"/admin/certification/{story.cast.admin.id}", form, status=422)
    assert "Nobody decides about themself." in refused.text


def test_decisions_so_far_stand_with_their_reasons_newest_first(story: Story, browser: Open, on_day: Stop) -> None:
    story.decides(story.cast.admin, story.cast.trainee, DecisionKind.DECLINE, day=1, reason="The first of reasons.")
    story.decides(
        story.cast.second_admin, story.cast.trainee, DecisionKind.DECLINE, seen=1, day=2, reason="Another reason."
    )
    page = candidate(story, browser, on_day)
    assert "Declined by Second Admin, 4 March 2026, 09:00 Another reason." in page.text
    assert page.text.index("Another reason.") < page.text.index("The first of reasons.")


def test_a_critical_line_that_does_not_meet_is_named(story: Story, browser: Open, on_day: Stop) -> None:
    story.observes(story.cast.trainer, story.cast.trainee, 6, opens=2)
    story.observes(story.cast.second_trainer, story.cast.trainee, 7, opens=1)
    page = candidate(story, browser, on_day)
    assert "Critical line not met yet: Opens with the agreement" in page.text


@pytest.mark.parametrize("name", ["trainee", "trainer"])
def test_nobody_but_an_admin_sees_it(story: Story, browser: Open, on_day: Stop, name: str) -> None:
    story.session.commit()
    browser(getattr(story.cast, name)).get(f"/admin/certification/{story.cast.trainee.id}", status=404)
