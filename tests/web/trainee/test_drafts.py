"""A draft is for its author's eyes only."""

from collections.abc import Callable
from datetime import datetime

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

PLACE = "/learn/first/looking-back"
WORDS = "A purple heron nobody else may see"


def draft(what: str = WORDS, now_what: str = "", key: str = "a-key-of-ours") -> dict[str, str]:
    return {"form_key": key, "prompt_what": what, "prompt_now_what": now_what}


def written(page: Page) -> list[str]:
    """What stands in the boxes."""
    return [part.split(">", 1)[1].split("</textarea>")[0].strip() for part in page.html.split("<textarea")[1:]]


def test_a_draft_saved_by_button_is_there_when_one_comes_back(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    assert someone.post(f"{PLACE}/draft", draft()).location == PLACE
    page = someone.get(PLACE)
    assert "Your draft is saved. Only you can see it." in page.text
    assert "Draft saved" in page.text
    assert written(page) == [WORDS, ""]
    assert written(browser(story.cast.trainee).get(PLACE)) == [WORDS, ""]


def test_a_draft_saved_by_script_is_there_too(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    response = someone.save(f"{PLACE}/draft", draft())
    assert (response.status_code, response.get_json()) == (200, {"saved": True})
    assert written(someone.get(PLACE)) == [WORDS, ""]


def test_the_latest_draft_counts_even_when_it_is_empty(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    for words in ("first", "second", ""):
        someone.save(f"{PLACE}/draft", draft(words))
        assert written(someone.get(PLACE)) == [words, ""]


def test_words_are_kept_exactly(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    someone.save(f"{PLACE}/draft", draft("two\r\nlines & <b>no tags</b> 🦉  “quotes”", "\ttab"))
    page = someone.get(PLACE)
    assert "two\nlines &amp; &lt;b&gt;no tags&lt;/b&gt; 🦉  “quotes”" in page.html
    assert "<b>no tags" not in page.html


def test_nobody_else_sees_a_draft(story: Story, browser: Open) -> None:
    story.session.commit()
    browser(story.cast.trainee).post(f"{PLACE}/draft", draft())
    other = browser(story.cast.other_trainee).get(PLACE)
    assert written(other) == ["", ""]
    pages = {
        story.cast.trainer: ["/cohorts", f"/cohorts/{story.cast.cohort_id}", "/reviews"],
        story.cast.second_trainer: ["/cohorts", "/reviews"],
        story.cast.admin: ["/admin", "/admin/people", "/admin/certification"],
    }
    about = {
        story.cast.trainer: [f"/people/{story.cast.trainee.id}", f"/people/{story.cast.trainee.id}/observations/new"],
        story.cast.second_trainer: [f"/people/{story.cast.trainee.id}"],
        story.cast.admin: [
            f"/people/{story.cast.trainee.id}",
            f"/admin/people/{story.cast.trainee.id}",
            f"/admin/certification/{story.cast.trainee.id}",
        ],
    }
    for who in pages:
        someone = browser(who)
        for path in pages[who] + about[who]:
            assert "purple heron" not in someone.get(path).html, path


def test_a_draft_cannot_be_saved_for_somebody_else(story: Story, browser: Open) -> None:
    story.session.commit()
    browser(story.cast.other_trainee).post(f"{PLACE}/draft", {**draft(), "person_id": story.cast.trainee.id})
    assert written(browser(story.cast.trainee).get(PLACE)) == ["", ""]


def test_a_draft_that_is_too_long_is_not_saved_and_nothing_typed_is_lost(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    someone.save(f"{PLACE}/draft", draft("before"))
    page = someone.post(f"{PLACE}/draft", draft("x" * 6001, "the other answer"), status=422)
    assert 'id="prompt_what-error"' in page.html
    assert "at most 6,000 characters" in page.text
    assert written(page) == ["x" * 6001, "the other answer"]
    response = someone.save(f"{PLACE}/draft", draft("x" * 6001))
    assert response.status_code == 422
    assert response.get_json() == {
        "saved": False,
        "error": "This is longer than we can keep: at most 6,000 characters.",
    }
    assert written(someone.get(PLACE)) == ["before", ""]


def test_as_many_characters_as_are_allowed_are_kept_however_a_browser_ends_its_lines(
    story: Story, browser: Open
) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    assert someone.save(f"{PLACE}/draft", draft("a\r\n" * 3000)).get_json() == {"saved": True}


def test_a_draft_with_characters_that_no_keyboard_makes_is_not_saved(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    for words in ("a\x00b", "a\x1bb", "a\u202eb"):
        response = someone.save(f"{PLACE}/draft", draft(words))
        assert response.status_code == 422
        assert "characters that cannot be used" in response.get_json()["error"]
    assert written(someone.get(PLACE)) == ["", ""]


def test_what_was_written_in_two_places_is_shown_together_and_saved_together(story: Story, browser: Open) -> None:
    story.session.commit()
    telephone, computer = browser(story.cast.trainee), browser(story.cast.trainee)
    opened = computer.get(PLACE)
    telephone.save(f"{PLACE}/draft", draft("On the telephone"))
    mine = {**draft("On the computer", key=opened.value("form_key")), "seen": opened.value("seen")}
    told = computer.save(f"{PLACE}/draft", mine)
    assert (told.status_code, told.get_json()["saved"]) == (409, False)
    assert "another window or on another device" in told.get_json()["error"]
    page = computer.post(f"{PLACE}/draft", mine, status=409)
    assert "You wrote here in two places." in page.text
    both, _ = written(page)
    assert both.startswith("On the computer")
    assert both.endswith("On the telephone")
    assert written(telephone.get(PLACE)) == ["On the telephone", ""]
    again = {**draft(both, key=page.value("form_key")), "seen": page.value("seen")}
    assert computer.post(f"{PLACE}/draft", again).location == PLACE
    assert written(telephone.get(PLACE)) == [both, ""]


def test_nothing_is_handed_in_over_what_was_written_elsewhere_since(story: Story, browser: Open) -> None:
    story.session.commit()
    telephone, computer = browser(story.cast.trainee), browser(story.cast.trainee)
    opened = computer.get(PLACE)
    telephone.save(f"{PLACE}/draft", draft("On the telephone"))
    mine = {**draft("On the computer", "Now", key=opened.value("form_key")), "seen": opened.value("seen")}
    page = computer.post(f"{PLACE}/hand-in", mine, status=409)
    assert "On the telephone" in written(page)[0]
    assert written(telephone.get(PLACE)) == ["On the telephone", ""]


def test_a_page_that_is_opened_with_a_draft_goes_on_from_it(story: Story, browser: Open) -> None:
    story.session.commit()
    telephone, computer = browser(story.cast.trainee), browser(story.cast.trainee)
    telephone.save(f"{PLACE}/draft", draft("On the telephone"))
    opened = computer.get(PLACE)
    mine = {**draft("Now on the computer", key=opened.value("form_key")), "seen": opened.value("seen")}
    assert computer.save(f"{PLACE}/draft", mine).get_json() == {"saved": True}
    assert written(telephone.get(PLACE)) == ["Now on the computer", ""]


def test_a_made_up_word_for_what_was_seen_is_refused(story: Story, browser: Open) -> None:
    story.session.commit()
    assert browser(story.cast.trainee).save(f"{PLACE}/draft", {**draft(), "seen": "x" * 9}).status_code == 422


def test_a_draft_is_gone_once_handed_in(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    someone.post(f"{PLACE}/draft", draft("An early thought"))
    someone.post(f"{PLACE}/hand-in", draft("What happened", "What now"))
    page = someone.get(PLACE)
    assert "An early thought" not in page.html
    assert "<textarea" not in page.html


def test_a_draft_may_be_written_before_anything_was_read(story: Story, browser: Open) -> None:
    story.session.commit()
    page = browser(story.cast.trainee).get(PLACE)
    assert "A draft is for your eyes only." in page.text
    assert page.text.index("What happened?") < page.text.index("What now?")
