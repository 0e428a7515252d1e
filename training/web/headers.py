"""Security headers on every response (ASVS 5.0.0, V3)."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Response

from training.web import asking
from training.web.application import Alongside

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

POLICY_HEADER = "Content-Security-Policy"
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
HSTS = "max-age=63072000; includeSubDomains"


def register_headers(app: Alongside) -> None:
    """Say of every page whether it may be kept."""

    def kept(response: Response) -> Response:
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store" if asking.who() else "no-cache"
        return response

    app.after_request(kept)


def guard_every_response(app: Alongside) -> None:
    """Put the security headers on whatever is answered: pages, faults, static files. Nothing may stand outside it."""
    inner, every = app.wsgi_app, ours(https=app.settings.is_https)
    but_policy = every[1:]

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            stricter = any(name == POLICY_HEADER for name, _ in headers)
            return start_response(status, [*headers, *(but_policy if stricter else every)], exc_info)

        return inner(environ, start)

    app.wsgi_app = answer  # type: ignore[method-assign]


def ours(*, https: bool) -> list[tuple[str, str]]:
    """The headers that stand on every response. The policy is first: a file of somebody's has a stricter one."""
    headers = [
        (POLICY_HEADER, POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ]
    return [*headers, ("Strict-Transport-Security", HSTS)] if https else headers
