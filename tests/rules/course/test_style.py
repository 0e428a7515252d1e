"""Advice on style: the grade, long sentences, words that hurt, banks that give themselves away."""

import pytest

from training.course.content import Quiz
from training.course.markdown import prose
from training.course.style import Sentence, grade, quiz_advice, sentences, text_advice, word_advice

EASY = "The cat sat on the mat. We all like the cat. It has a hat. "
HARD = "Institutional accountability necessitates comprehensive organisational documentation. "


def running(text: str) -> list[Sentence]:
    return list(sentences(1, text))


def bank(places: list[int], longest: list[bool], *, critical: int = 0, draw: int = 1) -> Quiz:
    """A bank whose best options stand in these places, and are the longest where that is said."""
    items = []
    for number, (place, is_longest) in enumerate(zip(places, longest, strict=True)):
        options = [
            {"id": f"o{at}", "is": "best" if at == place else "unsafe", "text": "Some words", "feedback": "Why."}
            for at in range(4)
        ]
        if is_longest:
            options[place]["text"] = "Some more words than these"
        prevents = {"prevents": "Harm."} if critical else {}
        items.append(
            {"id": f"q{number}", "kind": "choice", "objective": "o", "text": "What?", "options": options, **prevents}
        )
    objective = {"id": "o", "says": "Knows.", "lesson": "one", "draw": draw, "critical": bool(critical)}
    return Quiz.model_validate(
        {"id": "quiz", "revision": 1, "pass_mark": 80, "tries": 2, "objectives": [objective], "items": items},
        strict=False,
    )


def advised(quiz: Quiz) -> list[tuple[tuple[str | int, ...], str]]:
    return list(quiz_advice(quiz))


def test_the_grade_is_kincaids() -> None:
    """150 words of one syllable each, in 30 sentences."""
    assert grade(running(EASY * 10)) == pytest.approx(0.39 * 5 + 11.8 * 1 - 15.59)


def test_hard_words_read_at_a_higher_grade() -> None:
    hard, easy = grade(running(HARD * 20)), grade(running(EASY * 20))
    assert hard is not None
    assert easy is not None
    assert hard > 20 > 7 > easy


def test_few_words_have_no_grade() -> None:
    assert grade(running(HARD)) is None
    assert grade([]) is None
    assert list(text_advice([])) == []


def test_headings_are_not_graded() -> None:
    text = EASY * 10
    assert grade(prose(f"## {HARD}\n\n{text}")) == pytest.approx(grade(prose(text)))


def test_a_service_counts_as_one_word() -> None:
    assert [len(each.words) for each in running("Call {{ service.domestic-abuse-england }} now.")] == [3]


def test_a_text_that_is_too_hard_is_told_where_it_begins() -> None:
    (told,) = text_advice(prose("\n\n" + HARD * 20))
    assert told[0] == 3
    assert told[1].startswith("this text reads at grade ")
    assert told[1].endswith("; 7.0 is the most, and 4 to 6 is best")


@pytest.mark.parametrize(("words", "told"), [(30, []), (31, [(2, "this sentence has 31 words; 30 is the most")])])
def test_a_sentence_over_thirty_words_is_told_at_its_line(words: int, told: list[tuple[int, str]]) -> None:
    assert list(text_advice(prose(f"Short one.\n{' '.join(['word'] * words)}."))) == told


def test_sentences_end_at_marks_and_at_the_ends_of_paragraphs() -> None:
    text = "One. Two!\nIs it three?\n\n- four\n- five\n\n| six | seven |\n|---|---|\n"
    assert [(each.line, each.text) for each in prose(text)] == [
        (1, "One."),
        (1, "Two!"),
        (2, "Is it three?"),
        (4, "four"),
        (5, "five"),
        (7, "six"),
        (7, "seven"),
    ]


def test_quotation_marks_after_the_mark_do_not_hide_an_end() -> None:
    assert [each.text for each in running("“Stop.” She did. (Yes.) No")] == ["“Stop.”", "She did.", "(Yes.)", "No"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("He committed suicide.", '"committed suicide" can hurt; rather: died by suicide'),
        ("A failed attempt.", '"failed attempt" can hurt; rather: suicide attempt'),
        ("It is a cry for help.", '"cry for help" can hurt; rather: in distress'),
        ("Attention-seeking again.", '"attention-seeking" can hurt; rather: in distress'),
        ("She suffers from it.", '"suffers from" can hurt; rather: lives with'),
        ("A victim of it.", '"victim of" can hurt; rather: lives with'),
        ("He is a schizophrenic.", '"schizophrenic" can hurt; rather: people with a diagnosis of'),
        ("He’s bipolar.", '"he’s bipolar" can hurt; rather: a person with a diagnosis of'),
        ("The mentally ill.", '"the mentally ill" can hurt; rather: people with a diagnosis of'),
        ("What a nutter.", '"nutter" can hurt; leave it out'),
        ("An addict.", '"addict" can hurt; rather: a person who uses, or in recovery'),
        ("She was non-compliant.", '"non-compliant" can hurt; rather: chose not to'),
        ("He refused his meds.", '"refused his meds" can hurt; rather: chose not to'),
        ("Stay strong.", '"stay strong" can hurt; leave it out'),
        ("A service user.", '"service user" can hurt; rather: member, person or peer'),
        ("Our patients.", '"patients" can hurt; rather: member, person or peer'),
        ("I was triggered.", '"triggered" can hurt; rather: upset, or busy'),
        ("You should rest.", '"you should" can hurt; rather: would you like ideas?'),
        ("At least you tried.", '"at least you" can hurt; rather: would you like ideas?'),
    ],
)
def test_words_that_can_hurt_are_told_with_what_to_say(text: str, told: str) -> None:
    assert list(word_advice(text)) == [told]


@pytest.mark.parametrize(
    "text",
    ["Be patient.", "At least two people.", "What should you do?", "A madrigal.", "Stay here.", "A psychologist."],
)
def test_words_that_only_look_like_them_are_not_told(text: str) -> None:
    assert list(word_advice(text)) == []


def test_a_word_that_stands_twice_in_a_sentence_is_told_once() -> None:
    assert len(list(word_advice("Crazy, crazy."))) == 1


def test_words_to_avoid_may_stand_in_a_box_of_them() -> None:
    text = "::: avoid\nYou should rest.\n:::\n\n:::: note\n::: avoid\n- crazy\n:::\nOther.\n::::\n\nYou should not."
    assert list(text_advice(prose(text))) == [(12, '"you should" can hurt; rather: would you like ideas?')]


def test_a_bank_that_is_spread_is_not_told() -> None:
    assert advised(bank([0, 1, 2, 3] * 4, [True] * 7 + [False] * 9)) == []


def test_a_place_that_is_best_too_often_is_told() -> None:
    places = [1] * 7 + [0] * 3 + [2] * 3 + [3] * 3
    assert advised(bank(places, [False] * 16)) == [
        (("items",), "in 7 of 16 items the best option stands in place 2; spread them evenly")
    ]
    assert advised(bank([1] * 6 + [0] * 4 + [2] * 3 + [3] * 3, [False] * 16)) == []


def test_a_best_option_that_is_too_often_the_longest_is_told() -> None:
    assert advised(bank([0, 1, 2, 3] * 4, [True] * 8 + [False] * 8)) == [
        (("items",), "in 8 of 16 items the best option is the longest; make others as long")
    ]


def test_a_small_bank_has_no_shares() -> None:
    assert advised(bank([1] * 15, [True] * 15)) == []


def test_a_critical_objective_with_too_few_items_for_two_attempts_is_told() -> None:
    assert advised(bank([0, 1, 2], [False] * 3, critical=1, draw=2)) == [
        (("objectives", 0), 'critical objective "o" has 3 items; two attempts without repeats need 4')
    ]
    assert advised(bank([0, 1, 2, 3], [False] * 4, critical=1, draw=2)) == []
    assert advised(bank([0, 1, 2], [False] * 3, draw=2)) == []
