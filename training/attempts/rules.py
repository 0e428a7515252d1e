"""Which items an attempt asks, and which of the saved answers count. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from training.course.content import Quiz


@dataclass(frozen=True)
class Saved:
    """One save of an answer.

    :param revision: the server's order, from 1
    :param page_id: the page that sent it; :param sequence: the page's own order
    """

    item: str
    answer: str
    revision: int
    page_id: str
    sequence: int


def draw(quiz: Quiz, used: Mapping[str, int], random: Random) -> tuple[str, ...]:
    """The items of a new attempt, by objective: unused ones first, then those used longest ago.

    :param used: for each item asked before, the number of the latest attempt that asked it
    :returns: ids, mixed across objectives
    """
    chosen: list[str] = []
    for objective in quiz.objectives:
        pool = [item.id for item in quiz.items if item.objective == objective.id]
        random.shuffle(pool)
        pool.sort(key=lambda item_id: used.get(item_id, 0))
        chosen += pool[: objective.draw]
    random.shuffle(chosen)
    return tuple(chosen)


def answers_that_count(saves: Iterable[Saved]) -> dict[str, str]:
    """The answer that counts for each item.

    The highest revision counts, but a save never overtakes a later sequence of its own page: a slow network may deliver
    a page's first choice after its second.
    """
    by_item: dict[str, list[Saved]] = {}
    for save in saves:
        by_item.setdefault(save.item, []).append(save)
    return {item: _counts(of_item).answer for item, of_item in by_item.items()}


def _counts(saves: Sequence[Saved]) -> Saved:
    latest_of_page: dict[str, int] = {}
    for save in saves:
        latest_of_page[save.page_id] = max(save.sequence, latest_of_page.get(save.page_id, save.sequence))
    standing = [save for save in saves if save.sequence == latest_of_page[save.page_id]]
    return max(standing, key=lambda save: save.revision)
