from collections.abc import Callable
from datetime import datetime

import pytest

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.certification.numbers import grouped
from training.certification.queries import latest_certificate
from training.certification.rules import DecisionKind
from training.practice.models import ReadinessOutcome

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]


def listed(story: Story, browser: Open, on_day: Stop, day: float = 20) -> Page:
    story.settles(min(day, 30))
    story.session.commit()
    on_day(story.at(day))
    return browser(story.cast.admin).get("/admin/certification")


def test_when_nobody_is_ready_it_says_so_and_where_to_look(story: Story, browser: Open, on_day: Stop) -> None:
    page = listed(story, browser, on_day)
    assert page.heading == "Nobody waits for a decision"
    assert "None has been issued yet." in page.text
    assert "/admin/people" in page.links


def test_someone_who_meets_all_four_waits_for_a_decision(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    page = listed(story, browser, on_day)
    assert page.heading == "1 person is ready for a decision"
    assert "Trainee All four met" in page.text
    assert f"/admin/certification/{story.cast.trainee.id}" in page.links
    assert "Other Trainee" not in page.text
    assert browser(story.cast.admin).get("/admin").heading == "1 person is ready for a decision"


def test_several_stand_by_name(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.meets_all(story.cast.other_trainee)
    page = listed(story, browser, on_day)
    assert page.heading == "2 people are ready for a decision"
    assert page.html.index(">Other Trainee</a>") < page.html.index(">Trainee</a>")


def test_someone_who_no_longer_meets_all_is_gone_at_once(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.talks(story.cast.trainer, story.cast.trainee, 12, ReadinessOutcome.NOT_YET)
    assert listed(story, browser, on_day).heading == "Nobody waits for a decision"


def test_someone_whose_evidence_went_stale_overnight_is_gone_too(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    assert listed(story, browser, on_day, 308).heading == "1 person is ready for a decision"
    assert listed(story, browser, on_day, 309).heading == "Nobody waits for a decision"


def test_someone_who_is_no_trainee_any_more_does_not_wait(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.session.commit()
    on_day(story.at(20))
    admin = browser(story.cast.admin)
    admin.post(f"/admin/people/{story.cast.trainee.id}", {"roles": ["trainer"]})
    assert admin.get("/admin/certification").heading == "Nobody waits for a decision"


def test_a_holder_stands_among_the_certificates(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    held = latest_certificate(story.session, story.cast.trainee.id, story.day(11))
    page = listed(story, browser, on_day)
    assert held is not None
    assert page.heading == "Nobody waits for a decision"
    assert f"Trainee {grouped(held[0])} Valid 11 March 2028" in page.text
    assert f"/admin/certificates/{held[0]}" in page.links


@pytest.mark.parametrize(("day", "words"), [(729, "Valid, due for renewal"), (800, "Expired")])
def test_its_status_is_that_of_today(story: Story, browser: Open, on_day: Stop, day: float, words: str) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    assert words in listed(story, browser, on_day, day).text


@pytest.mark.parametrize(
    ("kind", "words"), [(DecisionKind.DECLINE, "Declined 12 March"), (DecisionKind.REVOKE, "Revoked 12 March")]
)
def test_someone_decided_against_stands_apart_from_those_who_wait(
    story: Story, browser: Open, on_day: Stop, kind: DecisionKind, words: str
) -> None:
    story.meets_all(story.cast.trainee)
    if kind == DecisionKind.REVOKE:
        story.decides(story.cast.admin, story.cast.trainee, day=9.5)
    seen = int(kind == DecisionKind.REVOKE)
    story.decides(story.cast.second_admin, story.cast.trainee, kind, seen=seen, reason="A reason in a sentence.")
    page = listed(story, browser, on_day)
    assert page.heading == "Nobody waits for a decision"
    assert f"All four met, but decided against Trainee {words}" in page.text
    assert "A reason in a sentence." not in page.html


def test_a_certificates_page_shows_the_sheet_and_its_status(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    held = latest_certificate(story.session, story.cast.trainee.id, story.day(11))
    story.session.commit()
    on_day(story.at(20))
    assert held is not None
    admin = browser(story.cast.second_admin)
    page = admin.get(f"/admin/certificates/{held[0]}")
    assert page.heading == grouped(held[0])
    assert "certifies that Trainee is a Small award" in page.text
    assert f"/admin/certification/{story.cast.trainee.id}" in page.links
    assert f"/verify/{held[0]}" in page.links
    story.decides(story.cast.admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=15)
    story.session.commit()
    assert "Revoked on 17 March 2026" in admin.get(f"/admin/certificates/{held[0]}").text
