import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import SMALL_COURSE
from tests.support.page import Page
from tests.support.story import Story
from training.course.loader import load
from training.course.service import publish
from training.practice.models import ReviewOutcome, Submission

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

PLACE = "/learn/first/looking-back"


def form(what: str = "What happened", now_what: str = "What now", key: str = "a-key-of-ours") -> dict[str, str]:
    return {"form_key": key, "prompt_what": what, "prompt_now_what": now_what}


def blamed(page: Page, field: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.html)
    return unescape(found[1]) if found else ""


def written(page: Page) -> list[str]:
    """What stands in the boxes."""
    return [part.split(">", 1)[1].split("</textarea>")[0].strip() for part in page.html.split("<textarea")[1:]]


def test_an_introduction_of_several_paragraphs_is_shown_as_paragraphs(
    story: Story, browser: Open, tmp_path: Path
) -> None:
    folder = copytree(SMALL_COURSE, tmp_path / "modules")
    file = folder / "01-first" / "reflection.yaml"
    words = "introduction: >-\n  Write a\n  little.\n\n  Leave out names.\n"
    file.write_text(file.read_text().replace("introduction: Write a little.\n", words))
    publish(story.session, load(folder), by=None, note="paragraphs", now=story.at(5))
    story.session.commit()
    page = browser(story.cast.trainee).get(PLACE)
    assert '<p class="measure">Write a little.</p>\n<p class="measure">Leave out names.</p>' in page.html


def submissions(someone: Browser) -> int:
    with Session(someone.engine) as session:
        return session.scalar(select(func.count()).select_from(Submission)) or 0


def test_handed_in_it_waits_and_says_who_will_read_it(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    assert someone.post(f"{PLACE}/hand-in", form()).location == PLACE
    page = someone.get(PLACE)
    assert "Handed in. A trainer will read it" in page.text
    assert "Second or Trainer will read it. You do not need to do anything." in page.text
    assert "What you wrote What happened? What happened What now? What now" in page.text
    assert "<textarea" not in page.html


def test_an_empty_answer_is_blamed_beside_its_box_and_the_other_is_kept(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    page = someone.post(f"{PLACE}/hand-in", form(now_what=""), status=422)
    assert blamed(page, "prompt_now_what").startswith("Write a few words here before you hand in.")
    assert blamed(page, "prompt_what") == ""
    assert written(page) == ["What happened", ""]
    assert submissions(someone) == 0


@pytest.mark.parametrize("blank", ["", "   ", "\n\r\n\t "])
def test_blank_is_empty(story: Story, browser: Open, blank: str) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    page = someone.post(f"{PLACE}/hand-in", form(blank, blank), status=422)
    assert blamed(page, "prompt_what").startswith("Write a few words here")
    assert blamed(page, "prompt_now_what").startswith("Write a few words here")
    assert submissions(someone) == 0


def test_an_answer_that_is_too_long_is_blamed_and_kept(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    page = someone.post(f"{PLACE}/hand-in", form("x" * 6001), status=422)
    assert "at most 6,000 characters" in blamed(page, "prompt_what")
    assert written(page) == ["x" * 6001, "What now"]
    someone.post(f"{PLACE}/hand-in", form("x" * 6000))
    assert submissions(someone) == 1


def test_the_same_form_sent_twice_is_handed_in_once(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    key = someone.get(PLACE).value("form_key")
    for _ in range(2):
        assert someone.post(f"{PLACE}/hand-in", form(key=key)).location == PLACE
    assert submissions(someone) == 1
    assert "You have already handed this in." not in someone.get(PLACE).text


def test_a_second_hand_in_while_the_first_waits_is_told_plainly(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    someone.post(f"{PLACE}/hand-in", form(key="a-key-of-ours-1"))
    someone.post(f"{PLACE}/hand-in", form("Other words", key="a-key-of-ours-2"))
    page = someone.get(PLACE)
    assert "You have already handed this in. Your trainer will read it." in page.text
    assert "Other words" not in page.html
    assert submissions(someone) == 1


def test_what_a_second_page_handed_in_too_late_is_kept_for_another_go(
    story: Story, browser: Open, on_day: Stop
) -> None:
    story.session.commit()
    on_day(story.at(4))
    someone = browser(story.cast.trainee, at=story.at(4))
    someone.post(f"{PLACE}/hand-in", form(key="a-key-of-ours-1"))
    someone.post(f"{PLACE}/hand-in", form(key="a-key-of-ours-2"))
    assert "kept as a draft" not in someone.get(PLACE).text
    someone.post(f"{PLACE}/hand-in", form("Other words", key="a-key-of-ours-3"))
    assert "It is kept as a draft, for your eyes only." in someone.get(PLACE).text
    with Session(someone.engine) as session:
        waiting = session.scalars(select(Submission.id)).one()
    story.reviews(story.cast.trainer, waiting, outcome=ReviewOutcome.NOT_YET)
    story.session.commit()
    assert written(someone.get(PLACE))[0] == "Other words"


def test_an_accepted_one_shows_the_judges_words_and_is_closed(story: Story, browser: Open, on_day: Stop) -> None:
    story.reviews(story.cast.trainer, story.reflects(story.cast.trainee))
    story.session.commit()
    on_day(story.at(6))
    someone = browser(story.cast.trainee)
    page = someone.get(PLACE)
    for words in (
        "Accepted",
        "Trainer read it on 7 March 2026.",
        "One thing that helped: You were honest.",
        "One thing to try: Wait a little.",
        "Protects others: Meets",
        "Learns: Meets",
    ):
        assert words in page.text
    assert "<textarea" not in page.html
    someone.post(f"{PLACE}/hand-in", form())
    assert "Your reflection was already accepted." in someone.get(PLACE).text
    assert submissions(someone) == 1


def test_another_go_shows_why_and_begins_with_the_words_of_before(story: Story, browser: Open, on_day: Stop) -> None:
    submission = story.reflects(story.cast.trainee)
    story.reviews(story.cast.trainer, submission, outcome=ReviewOutcome.NOT_YET)
    story.session.commit()
    on_day(story.at(6))
    someone = browser(story.cast.trainee)
    page = someone.get(PLACE)
    assert "Another go, please" in page.text
    assert "Wait a little." in page.text
    assert "fail" not in page.text.lower()
    assert written(page) == ["Something happened.", "I will listen more."]
    someone.post(f"{PLACE}/hand-in", form("Something else", key=page.value("form_key")))
    waiting = someone.get(PLACE)
    assert "You do not need to do anything." in waiting.text
    assert "Something else" in waiting.text
    assert submissions(someone) == 2


def test_another_go_begins_with_a_newer_draft_if_there_is_one(story: Story, browser: Open, on_day: Stop) -> None:
    submission = story.reflects(story.cast.trainee)
    story.reviews(story.cast.trainer, submission, outcome=ReviewOutcome.NOT_YET)
    story.session.commit()
    on_day(story.at(6))
    someone = browser(story.cast.trainee)
    someone.post(f"{PLACE}/draft", form("A better thought", ""))
    assert written(someone.get(PLACE)) == ["A better thought", ""]


def test_words_full_of_html_stay_text(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    hostile = "</textarea><script>alert(1)</script>{{ 7*7 }}"
    page = someone.post(f"{PLACE}/hand-in", form(hostile, ""), status=422)
    assert "<script>alert" not in page.html
    someone.post(f"{PLACE}/hand-in", form(hostile))
    shown = someone.get(PLACE)
    assert "<script>alert" not in shown.html
    assert hostile in shown.text


def test_someone_without_a_trainer_is_told_that_a_trainer_will_read_it(story: Story, browser: Open) -> None:
    story.session.commit()
    admin = browser(story.cast.admin)
    admin.post(f"/admin/people/{story.cast.elsewhere.id}", {"roles": ["trainee"]})
    someone = browser(story.cast.elsewhere)
    someone.post(f"{PLACE}/hand-in", form())
    assert "A trainer will read it. You do not need to do anything." in someone.get(PLACE).text


def test_nobody_hands_in_for_somebody_else(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.other_trainee)
    someone.post(f"{PLACE}/hand-in", {**form(), "person_id": story.cast.trainee.id})
    assert "<textarea" in browser(story.cast.trainee).get(PLACE).html
    with Session(someone.engine) as session:
        assert session.scalars(select(Submission.person_id)).all() == [story.cast.other_trainee.id]
