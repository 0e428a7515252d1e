"""Which of the saved answers count, whatever the network did to their order."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from training.attempts.rules import Saved, answers_that_count


def saved(answer: str, revision: int, page: str = "p", sequence: int = 1, item: str = "q01") -> Saved:
    return Saved(item, answer, revision, page, sequence)


def test_a_single_save_counts() -> None:
    assert answers_that_count([saved("a", 1)]) == {"q01": "a"}


def test_without_saves_nothing_counts() -> None:
    assert answers_that_count([]) == {}


def test_a_later_choice_replaces_an_earlier_one() -> None:
    assert answers_that_count([saved("a", 1, sequence=1), saved("b", 2, sequence=2)]) == {"q01": "b"}


def test_a_first_choice_that_arrives_late_never_beats_a_later_one_of_its_page() -> None:
    assert answers_that_count([saved("b", 1, sequence=2), saved("a", 2, sequence=1)]) == {"q01": "b"}


def test_of_two_pages_the_later_revision_wins() -> None:
    early, late = saved("a", 1, page="p", sequence=5), saved("b", 2, page="r", sequence=1)
    assert answers_that_count([early, late]) == {"q01": "b"}


def test_a_late_first_choice_does_not_win_over_another_page_either() -> None:
    saves = [
        saved("b", 1, page="p", sequence=2),
        saved("c", 2, page="r", sequence=1),
        saved("a", 3, page="p", sequence=1),
    ]
    assert answers_that_count(saves) == {"q01": "c"}


def test_a_page_that_goes_on_choosing_takes_the_answer_back() -> None:
    saves = [
        saved("a", 1, page="p", sequence=1),
        saved("b", 2, page="r", sequence=1),
        saved("c", 3, page="p", sequence=2),
    ]
    assert answers_that_count(saves) == {"q01": "c"}


def test_each_item_has_its_own_answer() -> None:
    saves = [saved("a", 1, item="q01"), saved("b", 2, item="q02"), saved("c", 3, item="q01", sequence=2)]
    assert answers_that_count(saves) == {"q01": "c", "q02": "b"}


def test_a_sequence_of_one_item_does_not_overtake_another_item() -> None:
    saves = [saved("a", 1, sequence=1, item="q01"), saved("b", 2, sequence=9, item="q02")]
    assert answers_that_count(saves) == {"q01": "a", "q02": "b"}


def test_a_page_that_numbers_everything_alike_still_has_its_last_revision_count() -> None:
    assert answers_that_count([saved("b", 2, sequence=1), saved("a", 1, sequence=1)]) == {"q01": "b"}


def test_a_negative_or_enormous_sequence_speaks_only_for_its_own_page() -> None:
    saves = [
        saved("a", 1, page="p", sequence=2**31 - 1),
        saved("b", 2, page="p", sequence=-5),
        saved("c", 3, page="r", sequence=0),
    ]
    assert answers_that_count(saves) == {"q01": "c"}


@dataclass(frozen=True)
class Choice:
    """What a page sent, before the server gave it a revision."""

    item: str
    page: str
    sequence: int
    answer: str


CHOICES = st.lists(
    st.builds(
        Choice, st.sampled_from(["q01", "q02"]), st.sampled_from("prs"), st.integers(1, 6), st.sampled_from("abcd")
    ),
    unique_by=lambda choice: (choice.item, choice.page, choice.sequence),
    max_size=14,
)


@st.composite
def arrivals(draw: st.DrawFn) -> list[Saved]:
    """Choices of some pages in the order in which a network may deliver them."""
    arrived = draw(st.permutations(draw(CHOICES)))
    return [
        Saved(choice.item, choice.answer, revision, choice.page, choice.sequence)
        for revision, choice in enumerate(arrived, start=1)
    ]


@given(saves=arrivals(), data=st.data())
@settings(deadline=None, max_examples=60)
def test_the_highest_revision_that_its_own_page_did_not_overtake_counts(
    saves: list[Saved], data: st.DataObject
) -> None:
    expected: dict[str, str] = {}
    for save in saves:  # revisions rise, so the last one that stands wins
        overtaken = any(
            (other.item, other.page_id) == (save.item, save.page_id) and other.sequence > save.sequence
            for other in saves
        )
        if not overtaken:
            expected[save.item] = save.answer
    again = data.draw(st.lists(st.sampled_from(saves), max_size=5)) if saves else []
    shuffled = data.draw(st.permutations(saves + again))
    assert answers_that_count(shuffled) == expected


@given(saves=arrivals())
@settings(deadline=None)
def test_a_page_on_its_own_always_ends_with_its_last_choice(saves: list[Saved]) -> None:
    of_page = [save for save in saves if save.page_id == "p" and save.item == "q01"]
    expected = {"q01": max(of_page, key=lambda save: save.sequence).answer} if of_page else {}
    assert answers_that_count(of_page) == expected


@given(saves=arrivals())
@settings(deadline=None)
def test_every_item_that_was_ever_answered_keeps_an_answer(saves: list[Saved]) -> None:
    assert answers_that_count(saves).keys() == {save.item for save in saves}
