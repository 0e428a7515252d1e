"""Security headers on every response (ASVS 5.0.0, V3)."""

from flask import Response

from training.web import asking
from training.web.application import Alongside

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
    every = ours(https=app.settings.is_https)
    but_policy = every[1:]

    def headers(response: Response) -> Response:
        told = response.headers
        told.extend(but_policy if POLICY_HEADER in told else every)
        if "Cache-Control" not in told:
            told["Cache-Control"] = "no-store" if asking.who() else "no-cache"
        return response

    app.after_request(headers)


def ours(*, https: bool) -> list[tuple[str, str]]:
    """The headers that stand on every response, static files included. The policy is first: a file's is stricter."""
    headers = [
        (POLICY_HEADER, POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ]
    return [*headers, ("Strict-Transport-Security", HSTS)] if https else headers
