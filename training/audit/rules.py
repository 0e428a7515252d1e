"""The chain's arithmetic. Pure."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""What stands before the first event."""
Head = tuple[int, str]
"""Where a chain ended at some time: the sequence and hash of its last event; 0 and GENESIS before the first."""
HEAD_SAYS = "audit head"


@dataclass(frozen=True)
class Event:
    """What is to be noted.

    :param action: a word and a verb: `decision issued`
    :param subject: the id of the person or thing that it is about
    :param detail: ids, numbers, words of ours; never a name or free text
    """

    action: str
    subject: str | None = None
    detail: Mapping[str, Any] | None = None
    actor: str | None = None
    """Who did it, where the request has no session yet: at sign-in, and where a one-time link was used."""


@dataclass(frozen=True)
class Link:
    """An event in its place in the chain."""

    sequence: int
    at: datetime
    actor: str | None
    action: str
    subject: str | None
    detail: Mapping[str, Any]
    previous_hash: str
    hash: str


def hash_of(
    *,
    sequence: int,
    at: datetime,
    actor: str | None,
    action: str,
    subject: str | None,
    detail: Mapping[str, Any],
    previous_hash: str,
) -> str:
    """SHA-256 of everything an event says and of the hash before it."""
    said = [sequence, at.astimezone(UTC).isoformat(), actor, action, subject, detail, previous_hash]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def head_facts(head: Head) -> dict[str, int | str]:
    """A head as a line of the log says it."""
    return {"sequence": head[0], "hash": head[1]}


def heads_in(lines: Iterable[str]) -> Iterator[Head]:
    """The heads that stand in lines of a log. Whatever else stands there is passed over."""
    for line in lines:
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(said, dict) and said.get("says") == HEAD_SAYS:
            sequence, found = said.get("sequence"), said.get("hash")
            if isinstance(sequence, int) and isinstance(found, str):
                yield sequence, found


def first_fault(links: Iterable[Link], *, end: int, heads: Iterable[Head]) -> str | None:
    """The first thing that is wrong with a chain, in a sentence, or None.

    A changed event no longer has its hash, a removed or moved one leaves a gap, and an end that was cut off is noticed
    by a head that was written down when the chain was longer.

    :param links: in order of sequence
    :param end: the sequence of the last event, as the head says
    :param heads: ends at any time, from the head and from logs
    """
    written: dict[int, set[str]] = {}
    for sequence, noted in heads:
        written.setdefault(sequence, set()).add(noted)
    if written.get(0, {GENESIS}) != {GENESIS}:
        return "what was written down as the chain's beginning is not its beginning"
    last_sequence, last_hash = 0, GENESIS
    for link in links:
        if link.sequence != last_sequence + 1:
            return f"event {last_sequence + 1} is missing"
        if link.previous_hash != last_hash:
            return f"event {link.sequence} does not follow from the one before it"
        computed = hash_of(
            sequence=link.sequence,
            at=link.at,
            actor=link.actor,
            action=link.action,
            subject=link.subject,
            detail=link.detail,
            previous_hash=link.previous_hash,
        )
        if computed != link.hash:
            return f"event {link.sequence} was changed"
        if written.get(link.sequence, {link.hash}) != {link.hash}:
            return f"event {link.sequence} is not the one that was written down as the chain's end"
        last_sequence, last_hash = link.sequence, link.hash
    reached = max([end, *written])
    if reached > last_sequence:
        return f"event {last_sequence + 1} is missing: the chain once reached {reached}"
    return f"event {end + 1} stands after the chain's end" if end < last_sequence else None
