"""A mark in browsers in which somebody has signed in before, so that strangers' tries elsewhere do not slow them.

A signed cookie: a random mark and a digest of the account's address. It opens nothing.
"""

from hashlib import sha256
from typing import Any

from flask import request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from training.core.ids import digest_of, new_id
from training.people.rules import account_of
from training.web import asking

LASTS_SECONDS = 180 * 24 * 3600


def name() -> str:
    """The cookie's name."""
    return ("__Host-" if asking.app().settings.is_https else "") + "known"


def mark_for(email: str) -> str | None:
    """This browser's mark, if this account has signed in here before."""
    try:
        said: Any = _serializer().loads(request.cookies.get(name(), ""), max_age=LASTS_SECONDS)
    except BadSignature:
        return None
    if not isinstance(said, list) or len(said) != 2 or said[1] != _account(email):
        return None
    return str(said[0])


def remember(response: Response, email: str) -> None:
    """Mark this browser as one in which this account has signed in."""
    mark = mark_for(email) or new_id()
    response.set_cookie(
        name(),
        _serializer().dumps([mark, _account(email)]),
        max_age=LASTS_SECONDS,
        path="/sign-in" if not asking.app().settings.is_https else "/",
        secure=asking.app().settings.is_https,
        httponly=True,
        samesite="Lax",
    )


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        asking.app().settings.secret_key, salt="known browser", signer_kwargs={"digest_method": sha256}
    )


def _account(email: str) -> str:
    return digest_of(account_of(email))[:32]
