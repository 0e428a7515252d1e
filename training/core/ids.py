"""Ids that cannot be guessed, and secrets that are kept only as digests."""

import hashlib
import json
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32, without letters that are misread."""
_LETTERS = bytes(ord(ALPHABET[byte % 32]) for byte in range(256))


def new_id() -> str:
    """A row's id: 26 characters, 130 random bits."""
    return secrets.token_bytes(26).translate(_LETTERS).decode("ascii")


def new_token() -> str:
    """A secret to hand over once (invitation, session): 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest_of(text: str) -> str:
    """SHA-256 in hexadecimal: what is stored of a secret, and the fingerprint of words that were signed."""
    return hashlib.sha256(text.encode()).hexdigest()


def key_of_form(form_key: str, *said: object) -> str:
    """What a form is known by: its own random key with what it says.

    Sent twice, it is one form. A page that a browser brings back with its old key, and that somebody then changes, is
    another: to answer it with the first outcome would be to call saved what is not.

    :param said: what the form says and about whom
    """
    return digest_of(json.dumps([form_key, *said], sort_keys=True, default=str))


def is_id(value: object) -> bool:
    """Whether a value has the form of a row's id."""
    return isinstance(value, str) and len(value) == 26 and set(value) <= set(ALPHABET)
