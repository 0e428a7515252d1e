"""Security headers on every response (ASVS 5.0.0, V3)."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Response, request

from training.web import asking
from training.web.application import Alongside

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

POLICY_HEADER = "Content-Security-Policy"
REFERRER_HEADER = "Referrer-Policy"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""For a file that somebody gave us: opened by itself it is no page of ours (ASVS 3.2.1)."""
ONLY_WHERE = "strict-origin"
"""Of an address that is a secret, what is asked for next tells the site and no more: others' logs keep the rest."""
HSTS = "max-age=63072000; includeSubDomains"


def register_headers(app: Alongside) -> None:
    """Say of every page whether it may be kept and for whom, and of a one-time link that nobody is told its address."""

    def kept(response: Response) -> Response:
        if "token" in (request.view_args or {}):
            response.headers[REFERRER_HEADER] = ONLY_WHERE
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store" if asking.who() else "no-cache"
            response.headers.setdefault("Vary", "Cookie")
        return response

    app.after_request(kept)


def guard_every_response(app: Alongside) -> None:
    """Put the security headers on whatever is answered: pages, faults, static files. Nothing may stand outside it."""
    inner, every = app.wsgi_app, ours(https=app.settings.is_https)
    may_differ = {POLICY_HEADER, REFERRER_HEADER}

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            own = {name for name, _ in headers if name in may_differ}
            missing = [each for each in every if each[0] not in own] if own else every
            return start_response(status, [*headers, *missing], exc_info)

        return inner(environ, start)

    app.wsgi_app = answer  # type: ignore[method-assign]


def ours(*, https: bool) -> list[tuple[str, str]]:
    """The headers that stand on every response, but where one of its own is stricter."""
    headers = [
        (POLICY_HEADER, POLICY),
        ("X-Content-Type-Options", "nosniff"),
        (REFERRER_HEADER, "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ]
    return [*headers, ("Strict-Transport-Security", HSTS)] if https else headers
