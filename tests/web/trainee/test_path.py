from collections.abc import Callable
from datetime import datetime

import pytest

from tests.support.browser import Browser
from tests.support.story import Story
from training.criteria.policy import Requirement
from training.criteria.rules import CriterionVerdict, Lack, Missing, NeedVerdict, State, Who
from training.evidence.rules import Kind
from training.web.application import Alongside

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]


def test_a_newcomer_is_welcomed_and_can_begin(story: Story, browser: Open) -> None:
    story.session.commit()
    page = browser(story.cast.trainee).get("/learn")
    assert "Hello, Trainee" in page.text
    assert page.heading == "Your path starts here"
    assert "Begin with First module" in page.text
    assert "/learn/first/one" in page.links
    assert "Carry on" not in page.text


def test_someone_who_has_read_carries_on_with_the_next_lesson(story: Story, browser: Open) -> None:
    someone = browser_after_reading_one(story, browser)
    page = someone.get("/learn")
    assert page.heading == "You are on module 1 of 2"
    assert "Carry on with First module" in page.text
    assert "/learn/first/two" in page.links
    assert "1 of 2 lessons read · about 15 minutes left" in page.text


def browser_after_reading_one(story: Story, browser: Open) -> Browser:
    story.session.commit()
    someone = browser(story.cast.trainee)
    someone.post("/learn/first/one/read", {"form_key": "a-key-of-ours"})
    return someone


def test_after_the_lessons_the_quiz_is_next(story: Story, browser: Open) -> None:
    story.reads(story.cast.trainee, "first")
    story.session.commit()
    page = browser(story.cast.trainee).get("/learn")
    assert "/learn/first/quiz" in page.links
    assert "2 of 2 lessons read" in page.text


def test_a_passed_module_with_a_reflection_left_says_so(story: Story, browser: Open, on_day: Stop) -> None:
    story.passes(story.cast.trainee, "first")
    story.session.commit()
    on_day(story.at(3))
    page = browser(story.cast.trainee).get("/learn")
    assert "passed 4 March · a reflection is left" in page.text
    assert "/learn/first/looking-back" in page.links


def test_a_reflection_that_waits_to_be_read_holds_nothing_up(story: Story, browser: Open, on_day: Stop) -> None:
    story.passes(story.cast.trainee, "first")
    story.reflects(story.cast.trainee, 3)
    story.session.commit()
    on_day(story.at(4))
    page = browser(story.cast.trainee).get("/learn")
    assert page.heading == "You are on module 2 of 2"
    assert "Begin with Safety module" in page.text


def test_when_all_is_done_the_way_leads_to_what_is_left_before_the_certificate(
    story: Story, browser: Open, on_day: Stop
) -> None:
    story.passes(story.cast.trainee, "first")
    story.passes(story.cast.trainee, "safety", 3)
    story.reflects(story.cast.trainee)
    story.session.commit()
    on_day(story.at(5))
    page = browser(story.cast.trainee).get("/learn")
    assert page.heading == "All your modules are done"
    assert page.html.count('class="stone done"') == 2
    assert "/progress" in page.links
    assert "Begin with" not in page.text
    assert "Carry on with" not in page.text


def test_a_module_with_a_content_note_says_so_before_one_opens_it(story: Story, browser: Open) -> None:
    story.session.commit()
    page = browser(story.cast.trainee).get("/learn")
    assert page.text.count("has a content note") == 1


def test_the_four_criteria_stand_beside_the_path_in_their_order(story: Story, browser: Open, on_day: Stop) -> None:
    story.signs(story.cast.trainee, "wellbeing-plan")
    story.session.commit()
    on_day(story.at(5))
    text = browser(story.cast.trainee).get("/learn").text
    titles = ["Ready enough", "Trained enough", "Signposts well", "Upholds the values"]
    assert [text.index(title) for title in titles] == sorted(text.index(title) for title in titles)
    assert "Ready enough 1 of 2 done" in text


def test_a_holder_finds_the_certificate_from_the_path(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.session.commit()
    on_day(story.at(11))
    assert "See your certificate" in browser(story.cast.trainee).get("/learn").text
    assert "See your certificate" not in browser(story.cast.other_trainee).get("/learn").text


def test_whom_to_ask_for_a_change_is_said_by_first_name(story: Story, browser: Open) -> None:
    story.session.commit()
    assert "ask Second or Trainer. You never have to say why." in browser(story.cast.trainee).get("/learn").text


def test_a_module_shows_its_lessons_quiz_and_reflection_with_their_state(
    story: Story, browser: Open, on_day: Stop
) -> None:
    story.session.commit()
    someone = browser_after_reading_one(story, browser)
    page = someone.get("/learn/first")
    for words in (
        "Lesson one 5 minutes · read",
        "Lesson two 5 minutes · not read yet",
        "4 questions, no time limit · opens when the lessons are read",
        "10 minutes · to write",
        "Know the first things.",
        "A source",
        "Last reviewed 1 November 2026.",
    ):
        assert words in page.text
    assert "Carry on" in page.text


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("read", "no time limit · open"),
        ("begun", "begun, your answers are kept"),
        ("passed", "no time limit · passed"),
        ("waiting", "handed in, a trainer will read it"),
    ],
)
def test_a_module_says_how_far_its_quiz_and_reflection_are(
    story: Story, browser: Open, on_day: Stop, step: str, words: str
) -> None:
    trainee = story.cast.trainee
    if step == "passed":
        story.passes(trainee, "first")
    else:
        story.reads(trainee, "first")
    if step == "begun":
        story.begins(trainee, "first")
    if step == "waiting":
        story.reflects(trainee)
    story.session.commit()
    on_day(story.at(5))
    assert words in browser(trainee).get("/learn/first").text


def test_a_safety_module_and_its_content_note_are_marked(story: Story, browser: Open) -> None:
    story.session.commit()
    page = browser(story.cast.trainee).get("/learn/safety")
    assert "Safety module" in page.text
    assert "Before you begin. This talks about risk, without details." in page.text


def test_one_persons_path_is_nobody_elses(story: Story, browser: Open, on_day: Stop) -> None:
    story.passes(story.cast.trainee, "first")
    story.session.commit()
    on_day(story.at(5))
    assert browser(story.cast.other_trainee).get("/learn").heading == "Your path starts here"


def test_each_criterion_says_how_much_is_done_and_what_comes_next(story: Story, browser: Open) -> None:
    story.session.commit()
    assert "0 of 2 done. Next: Signature: The wellbeing plan" in browser(story.cast.trainee).get("/learn").text
    story.signs(story.cast.trainee, "wellbeing-plan")
    story.session.commit()
    text = browser(story.cast.trainee).get("/learn").text
    assert "1 of 2 done. Next: Readiness talk with a trainer" in text


def test_what_one_can_do_oneself_comes_before_what_waits_for_a_trainer(app: Alongside) -> None:
    def need(title: str, who: Who) -> NeedVerdict:
        requirement = Requirement(Kind.REFLECTION, "of", "name", title)
        return NeedVerdict(requirement, State.NOT_YET, (), (Missing(Lack.REVIEW, who),), None)

    says = app.jinja_env.get_template("components/criteria.html").module.next  # type: ignore[attr-defined]
    waits, own = need("Handed in", Who.TRAINER), need("To write", Who.TRAINEE)
    for needs, wanted in (((waits, own), "To write"), ((own, waits), "To write"), ((waits,), "Handed in")):
        criterion = CriterionVerdict("id", "Title", "Short", State.NOT_YET, needs)
        assert says(criterion).strip() == f"Next: Reflection: {wanted}"
