import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.certification.models import Certificate, Decision
from training.certification.rules import DecisionKind

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

REASON = "All four criteria are met."


@pytest.fixture
def place(story: Story, on_day: Stop) -> str:
    """The page about the trainee, who meets all four, on 22 March."""
    story.meets_all(story.cast.trainee)
    story.session.commit()
    on_day(story.at(20))
    return f"/admin/certification/{story.cast.trainee.id}"


def form(kind: str = "issue", seen: str | int = 0, **instead: Any) -> dict[str, Any]:
    return {"form_key": f"a-key-of-ours-{kind}-{seen}", "kind": kind, "seen": str(seen), "reason": REASON, **instead}


def blamed(page: Page, field: str = "reason") -> str:
    """What stands beside a field."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.html)
    return unescape(found[1]) if found else ""


def decisions(someone: Browser) -> list[Decision]:
    with Session(someone.engine) as session:
        return list(session.scalars(select(Decision).order_by(Decision.sequence)))


def certificates(someone: Browser) -> list[Certificate]:
    with Session(someone.engine) as session:
        return list(session.scalars(select(Certificate)))


def written(page: Page) -> str:
    return unescape(page.html.split("<textarea", 1)[1].split(">", 1)[1].split("</textarea>")[0].strip())


def test_issuing_leads_to_the_certificate(story: Story, browser: Open, place: str) -> None:
    admin = browser(story.cast.admin)
    page = admin.get(place)
    sent = {name: page.value(name) for name in ("form_key", "seen")}
    issued = admin.post(place, {**sent, "kind": "issue", "reason": REASON})
    (certificate,) = certificates(admin)
    assert issued.location == f"/admin/certificates/{certificate.number}"
    assert "The certificate is issued. Trainee can see and print it now." in admin.get(issued.location).text
    assert browser().get(f"/verify/{certificate.number}").heading == "Genuine, and valid today"
    assert "See your certificate" in browser(story.cast.trainee).get("/learn").text
    assert (certificate.issued_on.isoformat(), certificate.valid_until.isoformat()) == ("2026-03-22", "2028-03-21")
    (decision,) = decisions(admin)
    assert (decision.kind, decision.by) == (DecisionKind.ISSUE, story.cast.admin.id)


def test_declining_is_recorded_with_its_reason(story: Story, browser: Open, place: str) -> None:
    admin = browser(story.cast.admin)
    page = admin.post(place, form("decline", reason="Let us talk about it first."))
    assert page.location == place
    shown = admin.get(place)
    assert "Recorded: declined, with your reason." in shown.text
    assert "Declined by Admin, 22 March 2026, 09:00 Let us talk about it first." in shown.text
    assert certificates(admin) == []


def test_revoking_is_recorded_and_seen_at_once(story: Story, browser: Open, place: str) -> None:
    admin = browser(story.cast.admin)
    admin.post(place, form())
    (certificate,) = certificates(admin)
    page = admin.post(place, form("revoke", 1, reason="It was issued by mistake."))
    assert page.location == place
    assert "Recorded: revoked, with your reason." in admin.get(place).text
    assert browser().get(f"/verify/{certificate.number}").heading == "Genuine, but no longer valid"


SENTENCE = "Give your reason in a sentence."
WILL_NOT_DO = {
    "": SENTENCE,
    "   ": SENTENCE,
    "\r\n\t ": SENTENCE,
    "too short": "Give your reason in a whole sentence, of at least 10 characters.",
    "x" * 2001: "This is longer than we can keep: use at most 2,000 characters.",
    "a\u202eb and so on": "This has characters that cannot be used.",
}


@pytest.mark.parametrize("kind", ["issue", "decline"])
def test_a_reason_that_will_not_do_is_blamed_and_what_was_typed_is_kept(
    story: Story, browser: Open, place: str, kind: str
) -> None:
    admin = browser(story.cast.admin)
    for reason, sentence in WILL_NOT_DO.items():
        page = admin.post(place, form(kind, reason=reason), status=422)
        assert written(page) == reason.strip()
        assert page.value("seen") == "0"
        assert blamed(page).startswith(sentence), reason
    assert decisions(admin) == []
    admin.post(place, {**form(kind), "form_key": page.value("form_key")})
    assert len(decisions(admin)) == 1


def test_revoking_needs_a_reason_too(story: Story, browser: Open, place: str) -> None:
    admin = browser(story.cast.admin)
    admin.post(place, form())
    page = admin.post(place, form("revoke", 1, reason=""), status=422)
    assert blamed(page) == "Give your reason in a sentence."
    assert [each.kind for each in decisions(admin)] == [DecisionKind.ISSUE]


def test_as_many_characters_as_are_allowed_are_kept_however_a_browser_ends_its_lines(
    story: Story, browser: Open, place: str
) -> None:
    admin = browser(story.cast.admin)
    admin.post(place, form("decline", reason="x\r\n" * 999 + "xx"))
    assert len(decisions(admin)) == 1


def test_issuing_when_a_criterion_is_not_met_is_refused_with_words_although_no_button_offers_it(
    story: Story, browser: Open, on_day: Stop
) -> None:
    story.passes(story.cast.trainee, "first")
    story.session.commit()
    on_day(story.at(20))
    admin = browser(story.cast.admin)
    page = admin.post(f"/admin/certification/{story.cast.trainee.id}", form(), status=422)
    assert blamed(page) == "A criterion is not met, so no certificate can be issued."
    assert written(page) == REASON
    assert decisions(admin) == []
    assert certificates(admin) == []


def test_issuing_to_someone_who_is_no_trainee_is_not_found(story: Story, browser: Open, place: str) -> None:
    admin = browser(story.cast.admin)
    admin.post(f"/admin/certification/{story.cast.trainer.id}", form(), status=404)
    assert certificates(admin) == []


def test_a_second_certificate_beside_a_valid_one_is_refused(story: Story, browser: Open, place: str) -> None:
    admin = browser(story.cast.admin)
    admin.post(place, form())
    for kind in ("issue", "decline"):
        page = admin.post(place, form(kind, 1), status=422)
        assert blamed(page) == "This person already holds a valid certificate."
    assert len(certificates(admin)) == 1


def test_what_is_not_there_cannot_be_revoked(story: Story, browser: Open, place: str) -> None:
    admin = browser(story.cast.admin)
    page = admin.post(place, form("revoke"), status=422)
    assert blamed(page) == "There is no valid certificate to revoke."
    admin.post(place, form())
    admin.post(place, form("revoke", 1))
    again = admin.post(place, form("revoke", 2), status=422)
    assert blamed(again) == "There is no valid certificate to revoke."


def test_the_same_form_sent_twice_decides_once_and_leads_to_the_same_place(
    story: Story, browser: Open, place: str
) -> None:
    admin = browser(story.cast.admin)
    places = {admin.post(place, form()).location for _ in range(3)}
    assert len(places) == 1
    assert len(decisions(admin)) == 1
    assert len(certificates(admin)) == 1


def test_a_form_that_no_page_of_ours_made_is_refused(story: Story, browser: Open, place: str) -> None:
    admin = browser(story.cast.admin)
    for kind in ("", "approve", "ISSUE"):
        admin.post(place, form(kind), status=400)
    for seen in ("", "many", "0.5"):
        admin.post(place, form(seen=seen), status=400)
    assert decisions(admin) == []


def test_a_form_with_impossible_keys_decides_nothing(story: Story, browser: Open, place: str) -> None:
    admin = browser(story.cast.admin)
    for wrong in ({"seen": "-1"}, {"seen": "1000001"}, {"form_key": ""}, {"form_key": "x" * 65}):
        response = admin.raw("POST", place, data={"csrf_token": admin.token(), **form(), **wrong})
        assert response.status_code in (400, 422), wrong
    assert decisions(admin) == []


def test_after_declining_one_can_issue_later_and_both_are_kept(
    story: Story, browser: Open, place: str, on_day: Stop
) -> None:
    admin = browser(story.cast.admin)
    admin.post(place, form("decline"))
    on_day(story.at(21))
    admin.post(place, form("issue", 1))
    assert [each.kind for each in decisions(admin)] == [DecisionKind.DECLINE, DecisionKind.ISSUE]
    assert len(certificates(admin)) == 1


def test_a_certificate_after_a_revoked_one_has_another_number(story: Story, browser: Open, place: str) -> None:
    admin = browser(story.cast.admin)
    for kind, seen in (("issue", 0), ("revoke", 1), ("issue", 2)):
        admin.post(place, form(kind, seen))
    numbers = {each.number for each in certificates(admin)}
    assert len(numbers) == 2
    visitor = browser()
    assert sorted(visitor.get(f"/verify/{number}").heading for number in numbers) == [
        "Genuine, and valid today",
        "Genuine, but no longer valid",
    ]
