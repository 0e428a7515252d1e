"""The chain: whatever is changed, removed, moved or added in it is found, and the first such place is named."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.audit.rules import GENESIS, Head, Link, first_fault, hash_of, head_facts, heads_in

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

details = st.dictionaries(st.text(max_size=4), st.one_of(st.integers(), st.text(max_size=4), st.booleans()), max_size=2)
words = st.one_of(st.none(), st.text(min_size=1, max_size=4))
events = st.tuples(words, st.text(min_size=1, max_size=5), words, details)


def linked(said: Sequence[tuple[str | None, str, str | None, dict[str, Any]]]) -> list[Link]:
    """A whole chain that says these things: actor, action, subject, detail."""
    chain: list[Link] = []
    for number, (actor, action, subject, detail) in enumerate(said, start=1):
        facts: dict[str, Any] = {
            "sequence": number,
            "at": NOON + timedelta(seconds=number),
            "actor": actor,
            "action": action,
            "subject": subject,
            "detail": detail,
            "previous_hash": chain[-1].hash if chain else GENESIS,
        }
        chain.append(Link(**facts, hash=hash_of(**facts)))
    return chain


def end_of(chain: Sequence[Link]) -> Head:
    return (chain[-1].sequence, chain[-1].hash) if chain else (0, GENESIS)


def fault_of(chain: Sequence[Link], head: Head, *more: Head) -> str | None:
    return first_fault(chain, end=head[0], heads=[head, *more])


FIVE = linked([("a", "signed in", "a", {}), *[("b", "record viewed", f"c{n}", {"n": n}) for n in range(4)]])


@given(st.lists(events, max_size=6))
def test_a_chain_that_nobody_touched_is_whole_at_every_length(said: list[Any]) -> None:
    chain = linked(said)
    every_end = [end_of(chain[:length]) for length in range(len(chain) + 1)]
    assert fault_of(chain, end_of(chain), *every_end) is None


def test_an_empty_chain_is_whole() -> None:
    assert fault_of([], (0, GENESIS)) is None


CHANGES: list[dict[str, Any]] = [
    {"at": NOON},
    {"actor": "z"},
    {"actor": None},
    {"action": "record deleted"},
    {"subject": None},
    {"subject": "z"},
    {"detail": {}},
    {"detail": {"n": "1"}},
    {"detail": {"n": 1.0}},
    {"detail": {"n": True}},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_an_event_that_was_changed_is_named(change: dict[str, Any]) -> None:
    tampered = [*FIVE[:2], replace(FIVE[2], **change), *FIVE[3:]]
    assert fault_of(tampered, end_of(FIVE)) == "event 3 was changed"


def test_an_event_whose_hash_was_made_anew_does_not_fit_the_next() -> None:
    facts: dict[str, Any] = {**vars(FIVE[2]), "actor": "z"}
    del facts["hash"]
    tampered = [*FIVE[:2], Link(**facts, hash=hash_of(**facts)), *FIVE[3:]]
    assert fault_of(tampered, end_of(FIVE)) == "event 4 does not follow from the one before it"


def test_a_last_event_whose_hash_was_made_anew_is_not_the_one_that_was_written_down() -> None:
    facts: dict[str, Any] = {**vars(FIVE[4]), "actor": "z"}
    del facts["hash"]
    forged = Link(**facts, hash=hash_of(**facts))
    assert fault_of([*FIVE[:4], forged], end_of(FIVE)) == (
        "event 5 is not the one that was written down as the chain's end"
    )


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_an_event_that_was_removed_is_named(number: int) -> None:
    assert fault_of(FIVE[: number - 1] + FIVE[number:], end_of(FIVE)) == f"event {number} is missing"


def test_an_event_that_was_removed_and_the_rest_renumbered_is_noticed() -> None:
    rest = [replace(link, sequence=link.sequence - 1) for link in FIVE[2:]]
    assert fault_of([FIVE[0], *rest], end_of(FIVE)) == "event 2 does not follow from the one before it"


def test_two_events_that_changed_places_are_noticed() -> None:
    second, third = replace(FIVE[2], sequence=2), replace(FIVE[1], sequence=3)
    assert fault_of([FIVE[0], second, third, *FIVE[3:]], end_of(FIVE)) == (
        "event 2 does not follow from the one before it"
    )


def test_an_event_that_was_put_in_between_is_noticed() -> None:
    later = [replace(link, sequence=link.sequence + 1) for link in FIVE[2:]]
    tampered = [*FIVE[:2], replace(FIVE[1], sequence=3), *later]
    assert fault_of(tampered, end_of(FIVE)) == "event 3 does not follow from the one before it"


@pytest.mark.parametrize("left", [0, 1, 4])
def test_an_end_that_was_cut_off_is_noticed_by_the_head(left: int) -> None:
    assert fault_of(FIVE[:left], end_of(FIVE)) == f"event {left + 1} is missing: the chain once reached 5"


def test_an_end_that_was_cut_off_with_its_head_is_noticed_by_one_that_was_written_down_elsewhere() -> None:
    cut = FIVE[:3]
    assert fault_of(cut, end_of(cut)) is None
    assert fault_of(cut, end_of(cut), end_of(FIVE)) == "event 4 is missing: the chain once reached 5"


def test_a_chain_that_was_cut_off_and_went_on_otherwise_is_noticed_by_an_older_end() -> None:
    other = linked([("z", "nothing", None, {})] * 7)
    assert fault_of(other, end_of(other), end_of(FIVE)) == (
        "event 5 is not the one that was written down as the chain's end"
    )


def test_of_two_ends_for_one_place_one_is_wrong() -> None:
    for ends in ([end_of(FIVE), (5, "f" * 64)], [(5, "f" * 64), end_of(FIVE)]):
        assert fault_of(FIVE, end_of(FIVE), *ends) == (
            "event 5 is not the one that was written down as the chain's end"
        )


def test_a_head_that_was_set_back_is_noticed() -> None:
    assert fault_of(FIVE, end_of(FIVE[:3])) == "event 4 stands after the chain's end"
    assert fault_of(FIVE, (0, GENESIS)) == "event 1 stands after the chain's end"
    assert fault_of([], (0, "f" * 64)) == "what was written down as the chain's beginning is not its beginning"


@settings(max_examples=300)
@given(st.data())
def test_any_single_tampering_is_found(data: st.DataObject) -> None:
    chain = linked(data.draw(st.lists(events, min_size=1, max_size=6)))
    head, place = end_of(chain), data.draw(st.integers(0, len(chain) - 1))
    act = data.draw(st.sampled_from(["change", "remove", "swap", "insert", "cut"]))
    tampered = list(chain)
    if act == "change":
        name = data.draw(st.sampled_from(["actor", "action", "subject", "detail", "at", "sequence", "previous_hash"]))
        value: Any = {
            "detail": details,
            "at": st.integers(-9, 9).map(lambda seconds: NOON + timedelta(seconds=seconds, microseconds=1)),
            "sequence": st.integers(-1, 9),
        }.get(name, words)
        tampered[place] = replace(chain[place], **{name: data.draw(value)})
    elif act == "remove":
        del tampered[place]
    elif act == "swap":
        other = data.draw(st.integers(0, len(chain) - 1))
        tampered[place], tampered[other] = tampered[other], tampered[place]
    elif act == "insert":
        extra = linked([*[("x", "x", None, {})] * place, data.draw(events)])[-1]
        tampered.insert(place, extra)
    else:
        del tampered[place:]
    found = fault_of(tampered, head)
    assert (found is None) == (repr(tampered) == repr(chain))


def test_the_same_moment_in_another_zone_is_the_same_event() -> None:
    elsewhere = [replace(link, at=link.at.astimezone(timezone(timedelta(hours=5)))) for link in FIVE]
    assert fault_of(elsewhere, end_of(FIVE)) is None


def test_a_head_that_was_logged_is_found_again_among_other_lines() -> None:
    head = end_of(FIVE)
    lines = [
        "",
        "not JSON",
        "[1, 2]",
        "7",
        '{"says": "request", "sequence": 3, "hash": "x"}',
        '{"says": "audit head"}',
        '{"says": "audit head", "sequence": "3", "hash": "x"}',
        '{"says": "audit head", "sequence": 3, "hash": null}',
        "[" * 100_000,
        json.dumps({"at": "…", "level": "info", "says": "audit head", **head_facts(head)}),
        json.dumps({"says": "audit head", **head_facts((0, GENESIS))}) + "\n",
    ]
    assert list(heads_in(lines)) == [head, (0, GENESIS)]
