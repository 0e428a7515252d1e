"""Who never reads what: drafts are their author's alone; admins see how a reflection was judged, not its words."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from tests.support.addresses import looked_at
from tests.support.browser import Browser
from tests.support.story import Story
from training.certification.queries import latest_certificate
from training.core.actors import Actor
from training.practice.service import hand_in_reflection, save_draft
from training.web.application import Alongside

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

DRAFT, WORDS = "A purple heron in a draft", "A green kingfisher handed in"
FEEDBACK = "You left silence."


@pytest.fixture
def names(story: Story, on_day: Stop) -> dict[str, str]:
    """What stands in addresses. The trainee holds a certificate, has a draft, and a reflection that was judged."""
    trainee, other = story.cast.trainee, story.cast.other_trainee
    story.meets_all(trainee)
    story.decides(story.cast.admin, trainee)
    held = latest_certificate(story.session, trainee.id, story.day(11))
    assert held is not None
    for who in (trainee, other):
        save_draft(
            story.session,
            actor=who,
            edition=story.edition,
            activity="first/looking-back",
            texts={"what": DRAFT, "now-what": DRAFT},
            page="a-page",
            seen="",
            now=story.at(11),
        )
    submission = hand_in_reflection(
        story.session,
        actor=story.cast.elsewhere,
        edition=story.edition,
        activity="first/looking-back",
        texts={"what": WORDS, "now-what": WORDS},
        form_key="a-key-of-ours",
        seen="",
        now=story.at(11),
    ).id
    attempt = story.attempts(trainee)[0]
    story.settles(11)
    story.session.commit()
    on_day(story.at(12))
    return {
        "module_id": "first",
        "activity_id": "looking-back",
        "statement_id": "values-agreement",
        "template_id": "wellbeing-plan",
        "person_id": trainee.id,
        "cohort_id": story.cast.cohort_id,
        "number": held[0],
        "submission_id": submission,
        "attempt_id": attempt.id,
        "token": "some",
        "service_id": "talk",
        "item_id": "restore-tried",
        "file_id": "nothing",
    }


def seen(app: Alongside, someone: Browser, who: Actor, given: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every page that somebody can open, whether it is there for them or not."""
    for _, path in looked_at(app, who, given):
        yield path, someone.raw("GET", path).get_data(as_text=True)


@pytest.mark.parametrize("name", ["trainer", "second_trainer", "other_trainer", "admin", "second_admin", "elsewhere"])
def test_no_page_of_anyone_else_holds_a_word_of_a_draft(
    app: Alongside, browser: Open, story: Story, names: dict[str, str], name: str
) -> None:
    who = getattr(story.cast, name)
    someone = browser(who)
    looked = 0
    for person in (story.cast.trainee, story.cast.other_trainee):
        for path, html in seen(app, someone, who, {**names, "person_id": person.id}):
            looked += 1
            assert "purple heron" not in html, path
    assert looked > 30


def test_no_page_of_an_admin_holds_a_word_of_a_reflection(
    app: Alongside, browser: Open, story: Story, names: dict[str, str]
) -> None:
    someone = browser(story.cast.admin)
    shown = []
    for person in (story.cast.elsewhere, story.cast.trainee):
        for path, html in seen(app, someone, story.cast.admin, {**names, "person_id": person.id}):
            assert "green kingfisher" not in html, path
            assert "Something happened." not in html, path
            shown.append(html)
    assert any("You were honest." in html for html in shown)


def test_the_trainers_of_the_cohort_do_read_the_reflection(browser: Open, story: Story, names: dict[str, str]) -> None:
    page = browser(story.cast.other_trainer).get(f"/reviews/{names['submission_id']}")
    assert WORDS in page.text


@pytest.mark.parametrize("name", ["trainer", "second_trainer", "trainee", "other_trainee"])
def test_nobody_of_another_cohort_reads_a_word_of_it(
    app: Alongside, browser: Open, story: Story, names: dict[str, str], name: str
) -> None:
    who = getattr(story.cast, name)
    for path, html in seen(app, browser(who), who, {**names, "person_id": story.cast.elsewhere.id}):
        assert "green kingfisher" not in html, path


def test_an_author_finds_their_own_draft(browser: Open, story: Story, names: dict[str, str]) -> None:
    assert DRAFT in browser(story.cast.other_trainee).get("/learn/first/looking-back").html


def test_an_admin_who_is_a_trainer_too_reads_only_what_their_own_cohort_handed_in(
    browser: Open, story: Story, names: dict[str, str]
) -> None:
    browser(story.cast.second_admin).post(
        f"/admin/people/{story.cast.admin.id}",
        {"roles": ["admin", "trainer"], "trainer_of": [story.cast.cohort_id]},
    )
    someone = browser(story.cast.admin)
    someone.get(f"/reviews/{names['submission_id']}", status=404)
    assert "green kingfisher" not in someone.get("/reviews").html
