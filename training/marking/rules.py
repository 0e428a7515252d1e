"""Marking. Pure: the same answers and key give the same marks, today and in ten years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.course.content import Item, Option, Quiz, Worth

FULL_POINTS = Worth.BEST.points


@dataclass(frozen=True)
class ItemMark:
    item: str
    answer: str | None
    points: int


@dataclass(frozen=True)
class Marking:
    """The marks of one attempt.

    :param score: points; :param maximum: points that could be had
    :param critical_misses: items that decide whatever the total
    """

    score: int
    maximum: int
    passed: bool
    critical_misses: tuple[str, ...]
    items: tuple[ItemMark, ...]


@dataclass(frozen=True)
class ItemFeedback:
    """One item as the result page shows it."""

    item: Item
    chosen: Option | None
    best: Option
    critical_miss: bool
    lesson: str
    """The lesson to read again, by id."""


def mark(quiz: Quiz, items: Sequence[str], answers: Mapping[str, str]) -> Marking:
    """Mark answers by a quiz's key.

    Best scores 2, acceptable 1, unsafe or no answer 0. A critical miss, which is an option marked unsafe or no answer
    on a critical item, fails whatever the total; otherwise the share of points must reach the pass mark.

    :param items: the items that were drawn, in order; :param answers: option ids by item
    """
    marks = tuple(_mark_item(quiz.items_by_id[item_id], answers.get(item_id)) for item_id in items)
    score = sum(each.points for each in marks)
    maximum = FULL_POINTS * len(marks)
    misses = tuple(each.item for each in marks if is_critical_miss(quiz.items_by_id[each.item], each.answer))
    enough = score * 100 >= quiz.pass_mark * maximum
    return Marking(score, maximum, enough and not misses, misses, marks)


def is_critical_miss(item: Item, answer: str | None) -> bool:
    """Whether this answer to this item decides on its own. An acceptable option is no miss."""
    if not item.critical:
        return False
    option = item.option(answer) if answer is not None else None
    return option is None or option.worth == Worth.UNSAFE


def feedback(quiz: Quiz, marks: Sequence[ItemMark]) -> tuple[ItemFeedback, ...]:
    """What to tell about each item: what was chosen, what is best and why, and where to read again."""
    told = []
    for each in marks:
        item = quiz.items_by_id[each.item]
        best = next(option for option in item.options if option.worth == Worth.BEST)
        chosen = item.option(each.answer) if each.answer is not None else None
        lesson = quiz.objectives_by_id[item.objective].lesson
        told.append(ItemFeedback(item, chosen, best, is_critical_miss(item, each.answer), lesson))
    return tuple(told)


def lessons_to_read_again(quiz: Quiz, misses: Sequence[str]) -> tuple[str, ...]:
    """The lessons behind critical misses, in the quiz's order, each once."""
    missed = {quiz.items_by_id[item].objective for item in misses if item in quiz.items_by_id}
    return tuple(dict.fromkeys(objective.lesson for objective in quiz.objectives if objective.id in missed))


def _mark_item(item: Item, answer: str | None) -> ItemMark:
    option = item.option(answer) if answer is not None else None
    return ItemMark(item.id, answer, option.worth.points if option else 0)
