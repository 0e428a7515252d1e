from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import Cast
from training.core.actors import Actor
from training.reading.models import LessonRead

Open = Callable[..., Browser]


def readings(someone: Browser, who: Actor) -> int:
    with Session(someone.engine) as session:
        return session.scalar(select(func.count()).where(LessonRead.person_id == who.id)) or 0


def test_a_lesson_shows_its_words_and_where_one_is(browser: Open, cast: Cast) -> None:
    page = browser(cast.trainee).get("/learn/first/two")
    assert page.heading == "Lesson two"
    for words in ("The second lesson.", "A heading", "Hello.", "lesson 2 of 2 · 5 minutes"):
        assert words in page.text
    assert "/learn/first/one" in page.links
    assert "Back to: Lesson one" in page.text


def test_looking_at_a_lesson_does_not_read_it(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    for _ in range(3):
        someone.get("/learn/first/one")
    assert readings(someone, cast.trainee) == 0
    assert "You have read this" not in someone.get("/learn/first/one").text


def test_the_button_reads_it_and_leads_to_the_next(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    form = someone.get("/learn/first/one")
    page = someone.post("/learn/first/one/read", {"form_key": form.value("form_key")})
    assert page.location == "/learn/first/two"
    assert readings(someone, cast.trainee) == 1
    again = someone.get("/learn/first/one")
    assert "You have read this, last on" in again.text
    assert "I have read it again" in again.text


def test_the_last_lesson_leads_to_the_quiz(browser: Open, cast: Cast) -> None:
    page = browser(cast.trainee).post("/learn/first/two/read", {"form_key": "a-key-of-ours"})
    assert page.location == "/learn/first/quiz"


def test_the_same_form_sent_twice_is_one_reading_and_leads_to_the_same_place(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    form = {"form_key": someone.get("/learn/first/one").value("form_key")}
    places = [someone.post("/learn/first/one/read", form).location for _ in range(2)]
    assert places == ["/learn/first/two"] * 2
    assert readings(someone, cast.trainee) == 1


def test_reading_again_on_purpose_is_another_reading(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    for _ in range(2):
        someone.post("/learn/first/one/read", {"form_key": someone.get("/learn/first/one").value("form_key")})
    assert readings(someone, cast.trainee) == 2


def test_two_people_may_send_the_same_key(browser: Open, cast: Cast) -> None:
    for who in (cast.trainee, cast.other_trainee):
        someone = browser(who)
        someone.post("/learn/first/one/read", {"form_key": "a-key-of-ours"})
        assert readings(someone, who) == 1


def test_a_form_without_a_good_key_reads_nothing(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    for key in ("", "short", "x" * 65, "not a key!", "<script>"):
        someone.post("/learn/first/one/read", {"form_key": key}, status=400)
    assert readings(someone, cast.trainee) == 0


def test_nobody_reads_for_somebody_else(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    someone.post(
        "/learn/first/one/read",
        {"form_key": "a-key-of-ours", "person_id": cast.other_trainee.id, "actor": cast.other_trainee.id},
    )
    assert readings(someone, cast.other_trainee) == 0
    assert readings(someone, cast.trainee) == 1


def test_a_break_records_nothing_and_keeps_the_place(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    someone.post("/learn/first/one/read", {"form_key": "a-key-of-ours"})
    page = someone.post("/learn/first/two/break", {"form_key": "another-key"})
    assert page.location == "/learn"
    path = someone.get("/learn")
    assert "Take all the time you need. Your place is kept." in path.text
    assert "/learn/first/two" in path.links
    assert readings(someone, cast.trainee) == 1


def test_a_notice_stands_once(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    someone.post("/learn/first/two/break")
    someone.get("/learn")
    assert "Your place is kept." not in someone.get("/learn").text.replace("we keep your place.", "")


def test_a_content_note_stands_before_the_first_words(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    text = someone.get("/learn/safety/limits").text
    assert text.index("Before you read. About risk.") < text.index("Never promise secrecy.")
    assert "Before you read." not in someone.get("/learn/safety/notes").text


def test_lessons_can_be_read_in_any_order_and_of_any_module(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    someone.post("/learn/safety/notes/read", {"form_key": "a-key-of-ours"})
    page = someone.get("/learn/safety/limits")
    assert "Notes ✓ (read)" in page.text
    assert 'aria-label="1 of 2 lessons read"' in page.html
