"""What gunicorn itself answers to what it cannot read, with the headers that stand on every response (ASVS V3).

Its own page has none of them and repeats what was sent. It stands apart from the program, as `server_log.py` does.
"""

import os
import socket

from gunicorn import util

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
    "Connection": "close",
}
HSTS = "max-age=63072000; includeSubDomains"
PAGE = """<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>We could not read that</title>
<h1>We could not read that</h1>
<p>Something in the request was not as we expected. Go back and try again.</p>
<p><a href="/support">I need support now</a></p>
</html>
"""


def use_our_refusal() -> None:
    """Let gunicorn refuse in our words from now on, in this process and those that it forks."""
    util.write_error = refuse


def refuse(connection: socket.socket, status: int, reason: str, _said: str) -> None:
    """Answer in gunicorn's place; nothing of what was sent is repeated."""
    body = PAGE.encode()
    headers = {**HEADERS, "Content-Length": str(len(body))}
    if os.environ.get("PUBLIC_URL", "").strip().lower().startswith("https://"):
        headers["Strict-Transport-Security"] = HSTS
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    util.write_nonblock(connection, f"HTTP/1.1 {status} {reason}\r\n{head}\r\n".encode("latin1") + body)
