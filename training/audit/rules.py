"""The chain's arithmetic. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""What stands before the first event."""


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


def first_fault(links: Iterable[Link], *, heads: Mapping[int, str]) -> str | None:
    """The first thing that is wrong with a chain, in a sentence, or None.

    A changed event no longer has its hash, a removed or moved one leaves a gap, and an end that was cut off is noticed
    by a head that was written down when the chain was longer.

    :param links: in order of sequence; :param heads: hashes by sequence, from the head and from logs
    """
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
        if heads.get(link.sequence, link.hash) != link.hash:
            return f"event {link.sequence} is not the one that was written down as the chain's end"
        last_sequence, last_hash = link.sequence, link.hash
    beyond = [sequence for sequence in heads if sequence > last_sequence]
    if beyond:
        return f"event {last_sequence + 1} is missing: the chain once reached {max(beyond)}"
    return None
