"""The quizzes that ship: fair, safe and large enough."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from training.attempts.rules import draw
from training.course.content import Item, Module, Quiz, Worth
from training.course.loader import load
from training.course.tokens import TOKEN
from training.marking.rules import mark

COURSE = load(Path(__file__).parents[2] / "modules")
WITH_QUIZ = [module for module in COURSE.modules if module.quiz]
QUIZZES = [module.quiz for module in WITH_QUIZ if module.quiz]
IDS = [module.id for module in WITH_QUIZ]

each_quiz = pytest.mark.parametrize("quiz", QUIZZES, ids=IDS)
each_module = pytest.mark.parametrize("module", WITH_QUIZ, ids=IDS)


def best(item: Item) -> int:
    """Where the best option stands."""
    return next(at for at, option in enumerate(item.options) if option.worth == Worth.BEST)


def of(quiz: Quiz, objective: str) -> list[Item]:
    return [item for item in quiz.items if item.objective == objective]


LONG_BANKS = ("boundaries", "when-someone-is-at-risk", "safeguarding", "looking-after-yourself")


def test_all_nine_modules_have_a_quiz() -> None:
    assert len(IDS) == 9


@pytest.mark.parametrize("module", LONG_BANKS)
def test_the_bank_of_a_safety_module_has_at_least_twenty_four_items(module: str) -> None:
    quiz = next(each.quiz for each in WITH_QUIZ if each.id == module)
    assert quiz is not None
    assert len(quiz.items) >= 24


@each_quiz
def test_the_bank_has_at_least_sixteen_items(quiz: Quiz) -> None:
    assert len(quiz.items) >= 16


@each_quiz
def test_every_critical_objective_has_at_least_two_items(quiz: Quiz) -> None:
    for objective in quiz.objectives:
        assert not objective.critical or len(of(quiz, objective.id)) >= 2


@each_quiz
def test_every_bank_is_enough_for_two_attempts_without_repeats(quiz: Quiz) -> None:
    for objective in quiz.objectives:
        assert len(of(quiz, objective.id)) >= 2 * objective.draw


PARTLY_ON_SAFETY = ("sharing-your-story", "who-is-who")


def test_a_module_on_safety_has_critical_items_and_so_have_two_that_are_partly_on_it() -> None:
    critical = {module.id for module in WITH_QUIZ if module.quiz and any(item.critical for item in module.quiz.items)}
    assert critical == {module.id for module in WITH_QUIZ if module.safety_critical} | set(PARTLY_ON_SAFETY)


@each_quiz
def test_every_critical_item_says_what_it_prevents_and_has_an_unsafe_option(quiz: Quiz) -> None:
    for item in quiz.items:
        if item.critical:
            assert item.prevents
            assert any(option.worth == Worth.UNSAFE for option in item.options)


@each_quiz
def test_every_item_has_exactly_one_best_option(quiz: Quiz) -> None:
    for item in quiz.items:
        assert sum(option.worth == Worth.BEST for option in item.options) == 1


@each_quiz
def test_every_item_has_three_to_five_options(quiz: Quiz) -> None:
    assert {len(item.options) for item in quiz.items} <= {3, 4, 5}


@each_quiz
def test_every_option_has_feedback_of_its_own(quiz: Quiz) -> None:
    for item in quiz.items:
        words = [option.feedback for option in item.options]
        assert all(len(each.split()) >= 5 for each in words)
        assert len(set(words)) == len(words)


@each_quiz
def test_no_two_options_and_no_two_questions_say_the_same(quiz: Quiz) -> None:
    for item in quiz.items:
        texts = [option.text.casefold() for option in item.options]
        assert len(set(texts)) == len(texts)
    questions = [item.text.casefold() for item in quiz.items]
    assert len(set(questions)) == len(questions)


@each_quiz
def test_the_place_of_the_best_option_gives_nothing_away(quiz: Quiz) -> None:
    places = Counter(best(item) for item in quiz.items)
    assert len(places) >= 4
    assert max(places.values()) <= 0.4 * len(quiz.items)


@each_quiz
def test_the_best_place_is_spread_within_critical_items_too(quiz: Quiz) -> None:
    places = Counter(best(item) for item in quiz.items if item.critical)
    assert not places or max(places.values()) <= 0.5 * sum(places.values())


@each_quiz
def test_the_best_option_is_not_the_longest_one(quiz: Quiz) -> None:
    """Someone who always takes the longest (or always the shortest) is seldom right."""

    def share(sign: int) -> float:
        found = 0
        for item in quiz.items:
            lengths = [sign * len(TOKEN.sub("service", option.text)) for option in item.options]
            right = lengths.pop(best(item))
            found += right > max(lengths)
        return found / len(quiz.items)

    assert share(+1) <= 0.4
    assert share(-1) <= 0.4


@each_quiz
def test_no_strategy_without_reading_passes(quiz: Quiz) -> None:
    """Always the same place, always the longest, always the shortest: none reaches the pass mark."""
    strategies = {
        **{f"place {at}": {item.id: item.options[at % len(item.options)].id for item in quiz.items} for at in range(4)},
        "longest": {item.id: max(item.options, key=lambda option: len(option.text)).id for item in quiz.items},
        "shortest": {item.id: min(item.options, key=lambda option: len(option.text)).id for item in quiz.items},
    }
    everything = [item.id for item in quiz.items]
    assert [name for name, answers in strategies.items() if mark(quiz, everything, answers).passed] == []


@each_quiz
def test_two_hundred_draws_each_cover_every_objective(quiz: Quiz) -> None:
    for seed in range(200):
        items = draw(quiz, {}, Random(seed))
        asked = Counter(quiz.items_by_id[item].objective for item in items)
        assert asked == {objective.id: objective.draw for objective in quiz.objectives}
        assert len(set(items)) == quiz.length


@each_quiz
def test_two_hundred_second_draws_repeat_nothing(quiz: Quiz) -> None:
    for seed in range(200):
        first = draw(quiz, {}, Random(seed))
        second = draw(quiz, dict.fromkeys(first, 1), Random(seed + 1))
        assert not set(first) & set(second)


@each_quiz
def test_every_item_is_drawn_sooner_or_later(quiz: Quiz) -> None:
    drawn = {item for seed in range(200) for item in draw(quiz, {}, Random(seed))}
    assert drawn == {item.id for item in quiz.items}


@each_quiz
def test_the_pass_mark_is_eighty_and_two_tries_come_before_a_talk(quiz: Quiz) -> None:
    assert (quiz.pass_mark, quiz.tries) == (80, 2)


@each_quiz
def test_all_best_answers_pass(quiz: Quiz) -> None:
    for seed in range(20):
        items = draw(quiz, {}, Random(seed))
        answers = {item: quiz.items_by_id[item].options[best(quiz.items_by_id[item])].id for item in items}
        marking = mark(quiz, items, answers)
        assert marking.passed
        assert marking.score == marking.maximum == 2 * quiz.length


@each_module
def test_every_lesson_of_a_module_is_asked_about(module: Module) -> None:
    assert module.quiz is not None
    asked = {objective.lesson for objective in module.quiz.objectives}
    assert asked == {lesson.id for lesson in module.lessons}
