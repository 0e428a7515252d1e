"""Security headers on every response (ASVS 5.0.0, V3)."""

from typing import Protocol

from flask import Response
from flask_login import current_user

from training.web.application import Alongside

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


class Settable(Protocol):
    """Headers of a response of ours, or of a static file."""

    def __setitem__(self, name: str, value: str, /) -> None: ...


def register_headers(app: Alongside) -> None:
    def headers(response: Response) -> Response:
        stricter = response.headers.get("Content-Security-Policy")
        set_headers(response.headers, https=app.settings.is_https)
        if stricter:
            response.headers["Content-Security-Policy"] = stricter
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store" if current_user.is_authenticated else "no-cache"
        return response

    app.after_request(headers)


def set_headers(headers: Settable, *, https: bool) -> None:
    """The headers that stand on every response, static files included."""
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if https:
        headers["Strict-Transport-Security"] = HSTS
