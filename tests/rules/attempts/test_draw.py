"""Which items an attempt asks."""

import json
from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cast import SMALL_COURSE
from training.attempts.rules import draw
from training.course.content import Quiz
from training.course.loader import load

SEEDS = range(60)


def quiz_of(*sizes: tuple[int, int]) -> Quiz:
    """A quiz whose objectives draw so many of so many: o0-0, o0-1, ... o1-0, ..."""
    options = [
        {"id": "a", "is": "best", "text": "Right", "feedback": "Yes."},
        {"id": "b", "is": "acceptable", "text": "Nearly", "feedback": "Almost."},
        {"id": "c", "is": "unsafe", "text": "Wrong", "feedback": "No."},
    ]
    data = {
        "id": "quiz",
        "revision": 1,
        "pass_mark": 80,
        "tries": 2,
        "objectives": [
            {"id": f"o{number}", "says": "Knows.", "lesson": "one", "draw": wanted}
            for number, (wanted, _) in enumerate(sizes)
        ],
        "items": [
            {"id": f"o{number}-{at}", "kind": "choice", "objective": f"o{number}", "text": "?", "options": options}
            for number, (_, bank) in enumerate(sizes)
            for at in range(bank)
        ],
    }
    return Quiz.model_validate_json(json.dumps(data))


def draws(quiz: Quiz, used: dict[str, int]) -> list[tuple[str, ...]]:
    """What many seeds draw."""
    return [draw(quiz, used, Random(seed)) for seed in SEEDS]


def of_objective(items: tuple[str, ...], objective: int) -> list[str]:
    return [item for item in items if item.startswith(f"o{objective}-")]


def test_each_objective_gives_exactly_as_many_items_as_it_draws() -> None:
    for items in draws(quiz_of((2, 4), (1, 3), (3, 5)), {}):
        assert Counter(item.split("-")[0] for item in items) == {"o0": 2, "o1": 1, "o2": 3}


def test_no_item_is_asked_twice_in_an_attempt() -> None:
    for items in draws(quiz_of((2, 2), (3, 4)), {}):
        assert len(set(items)) == len(items)


def test_items_never_asked_come_before_items_that_were_asked() -> None:
    for items in draws(quiz_of((2, 4)), {"o0-0": 1, "o0-2": 1}):
        assert set(items) == {"o0-1", "o0-3"}


def test_when_too_few_are_unused_the_one_asked_longest_ago_comes_next() -> None:
    for items in draws(quiz_of((3, 5)), {"o0-0": 3, "o0-1": 2, "o0-2": 1}):
        assert set(items) == {"o0-3", "o0-4", "o0-2"}


def test_when_all_were_asked_those_asked_longest_ago_come_first() -> None:
    for items in draws(quiz_of((2, 4)), {"o0-0": 2, "o0-1": 1, "o0-2": 2, "o0-3": 1}):
        assert set(items) == {"o0-1", "o0-3"}


def test_a_bank_no_larger_than_the_draw_is_asked_whole_every_time() -> None:
    quiz = quiz_of((3, 3))
    used = {"o0-0": 1, "o0-1": 1, "o0-2": 1}
    assert set(draw(quiz, used, Random(1))) == set(used)


def test_what_was_asked_of_one_objective_does_not_weigh_on_another() -> None:
    items = draw(quiz_of((1, 2), (2, 2)), {"o1-0": 9, "o1-1": 9, "o0-0": 1}, Random(4))
    assert of_objective(items, 0) == ["o0-1"]
    assert set(of_objective(items, 1)) == {"o1-0", "o1-1"}


def test_items_that_have_left_the_quiz_do_no_harm() -> None:
    items = draw(quiz_of((1, 2)), {"gone": 7, "o0-1": 1}, Random(2))
    assert items == ("o0-0",)


def test_the_same_seed_gives_the_same_items_in_the_same_order() -> None:
    quiz = quiz_of((2, 6), (2, 6))
    assert draw(quiz, {}, Random(7)) == draw(quiz, {}, Random(7))


def test_chance_reaches_the_whole_bank() -> None:
    quiz = quiz_of((1, 6))
    assert {draw(quiz, {}, Random(seed))[0] for seed in range(200)} == {item.id for item in quiz.items}


def test_chance_mixes_the_objectives() -> None:
    quiz = quiz_of((2, 4), (2, 4))
    assert {draw(quiz, {}, Random(seed))[0][:2] for seed in SEEDS} == {"o0", "o1"}


def test_drawing_changes_nothing_that_it_was_given() -> None:
    quiz, used = quiz_of((2, 4)), {"o0-0": 1}
    before = quiz.model_dump_json()
    draw(quiz, used, Random(3))
    assert used == {"o0-0": 1}
    assert quiz.model_dump_json() == before


def test_a_second_attempt_repeats_nothing_where_the_bank_is_twice_the_draw() -> None:
    quiz = load(SMALL_COURSE).quiz("safety/quiz")
    assert quiz is not None
    critical = {item.id for item in quiz.items if item.critical}
    for seed in SEEDS:
        first = draw(quiz, {}, Random(seed))
        second = draw(quiz, dict.fromkeys(first, 1), Random(seed + 1000))
        assert not critical & set(first) & set(second)


SIZES = st.lists(
    st.integers(1, 4).flatmap(lambda wanted: st.tuples(st.just(wanted), st.integers(wanted, wanted + 5))),
    min_size=1,
    max_size=5,
)


@given(sizes=SIZES, seed=st.integers(), data=st.data())
@settings(deadline=None)
def test_every_draw_keeps_its_promises(sizes: list[tuple[int, int]], seed: int, data: st.DataObject) -> None:
    quiz = quiz_of(*sizes)
    used = data.draw(st.dictionaries(st.sampled_from([item.id for item in quiz.items]), st.integers(1, 5)))
    items = draw(quiz, used, Random(seed))
    assert len(set(items)) == len(items) == quiz.length
    for number, (wanted, bank) in enumerate(sizes):
        asked = of_objective(items, number)
        left = {f"o{number}-{at}" for at in range(bank)} - set(asked)
        assert len(asked) == wanted
        assert all(used.get(a, 0) <= used.get(b, 0) for a in asked for b in left)


@given(sizes=SIZES, seed=st.integers())
@settings(deadline=None)
def test_attempts_go_round_the_whole_bank_before_they_repeat(sizes: list[tuple[int, int]], seed: int) -> None:
    quiz, used, random = quiz_of(*sizes), dict[str, int](), Random(seed)
    rounds = max(-(-bank // wanted) for wanted, bank in sizes)
    for number in range(1, rounds + 1):
        used.update(dict.fromkeys(draw(quiz, used, random), number))
    assert set(used) == {item.id for item in quiz.items}
