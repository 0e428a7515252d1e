"""Certificate numbers: 12 characters from `secrets` and 2 that check them, in Crockford's base 32. Pure.

The check is the value of the twelve modulo 1021, the largest prime below 32 * 32: it notices every single wrong
character and every two that changed places.
"""

import secrets
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BODY = 12
CHECK = 2
LENGTH = BODY + CHECK
MODULUS = 1021
BETWEEN = " -\t\u00a0\u202f\u2010\u2011\u2012\u2013\u2014\u2212"
"""What people and programs put between the groups."""
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"} | dict.fromkeys(BETWEEN))
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


class Form(StrEnum):
    """What a typed number looks like before anyone looks it up."""

    WELL_FORMED = "well formed"
    MISTYPED = "mistyped"
    MALFORMED = "malformed"


def new_number() -> str:
    """A new number, 60 random bits, without spaces."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY))
    return body + check_of(body)


def check_of(body: str) -> str:
    """The two check characters of twelve."""
    value = 0
    for character in body:
        value = value * 32 + _VALUES[character]
    remainder = value % MODULUS
    return ALPHABET[remainder // 32] + ALPHABET[remainder % 32]


def normal(typed: str) -> str:
    """A number as stored: upper case, no spaces or dashes, letters that are misread put right."""
    return typed.upper().translate(_READ_AS)


def form_of(typed: str) -> Form:
    """Whether a typed number can be one at all, and whether its check characters agree."""
    number = normal(typed)
    if len(number) != LENGTH or not _VALUES.keys() >= set(number):
        return Form.MALFORMED
    return Form.WELL_FORMED if check_of(number[:BODY]) == number[BODY:] else Form.MISTYPED


def grouped(number: str) -> str:
    """A number as printed: 7K3Q 9XWD 2MTA 5V."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
