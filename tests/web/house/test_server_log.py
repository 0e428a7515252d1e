"""What gunicorn itself writes, from a real one that is started as the guide says."""

import json
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config import ROOT, Settings
from server_log import ServerLines
from server_refusal import refuse
from training.web.headers import HSTS, ours

MARK = "heron7secret"
PATIENCE_S = 30


def written(message: object, *values: object, fault: BaseException | None = None) -> dict[str, Any]:
    """A line as it is written."""
    told = (type(fault), fault, fault.__traceback__) if fault else None
    record = logging.LogRecord("gunicorn.error", logging.ERROR, __file__, 1, message, values, told)
    line = ServerLines().format(record)
    assert "\n" not in line
    assert line.isascii()
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_line_says_when_how_grave_what_and_which_process() -> None:
    line = written("Booting worker with pid: %s", 7)
    assert line["says"] == "Booting worker with pid: 7"
    assert line["level"] == "error"
    assert line["process"] == os.getpid()
    assert line["at"].endswith("+00:00")


def test_a_fault_is_its_kind_and_place_and_never_the_address_or_what_it_says() -> None:
    try:
        raise ValueError(MARK)
    except ValueError as error:
        for message, values in (
            ("Error handling request %s %s", ("GET", f"/reset/{MARK}")),
            ("Error handling request %s", (f"/reset/{MARK}",)),
            (error, ()),
        ):
            line = written(message, *values, fault=error)
            assert line["fault"] == "ValueError"
            assert line["raised"]
            assert MARK not in json.dumps(line)


@pytest.fixture
def server(settings: Settings, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A gunicorn in the program's folder: its port, and the file of its log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    path = tmp_path / "log"
    with path.open("w") as log:
        process = subprocess.Popen(
            [
                Path(sys.executable).with_name("gunicorn"),
                "--bind",
                f"127.0.0.1:{port}",
                "--worker-class",
                "gthread",
                "wsgi:app",
            ],
            cwd=ROOT,
            stderr=log,
            env={
                **os.environ,
                "ALONGSIDE_MODE": "local",
                "DATABASE_URL": settings.database_url,
                "SECRET_KEY": settings.secret_key,
                "PUBLIC_URL": f"http://127.0.0.1:{port}",
                "ALONGSIDE_VAR": str(tmp_path),
            },
        )
        try:
            yield port, path
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def told(port: int, sent: bytes) -> bytes:
    """What the server answers to these bytes, once it listens."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
                connection.sendall(sent)
                return connection.recv(65_536)
        except ConnectionRefusedError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)


def test_what_cannot_be_read_is_refused_with_the_headers_of_every_response(server: tuple[int, Path]) -> None:
    port, _ = server
    for sent in (
        f"GET / HTTP/1.1\r\n{MARK} of somebody: x\r\n\r\n",
        f"{MARK}\r\n\r\n",
        f"GET /{MARK * 500} HTTP/1.1\r\n\r\n",
        f"GET / HTTP/9.9\r\nHost: {MARK}\r\n\r\n",
    ):
        head, _, body = told(port, sent.encode()).decode().partition("\r\n\r\n")
        assert head.split()[1] in ("400", "414")
        for name, _ in ours(https=False):
            assert f"\r\n{name}: " in head
        assert f"Content-Length: {len(body.encode())}" in head
        assert "We could not read that" in body
        assert MARK not in body


def test_over_https_that_refusal_too_tells_browsers_to_stay_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for address, wanted in (
        ("https://training.example.org", True),
        ("HTTPS://a.example", True),
        ("http://127.0.0.1:8000", False),
    ):
        monkeypatch.setenv("PUBLIC_URL", address)
        here, there = socket.socketpair()
        with here, there:
            refuse(here, 400, "Bad Request", MARK)
            assert (f"Strict-Transport-Security: {HSTS}" in there.recv(65_536).decode()) == wanted


def test_no_header_says_where_in_the_site_a_request_goes(server: tuple[int, Path]) -> None:
    port, _ = server
    for name in ("SCRIPT_NAME", "PATH_INFO"):
        sent = f"GET /learn HTTP/1.1\r\nHost: a\r\n{name}: /learn\r\nConnection: close\r\n\r\n"
        assert "\r\nLocation: /sign-in?next=/learn\r\n" in told(port, sent.encode()).decode()


def test_what_cannot_be_read_is_told_without_who_sent_it_and_what(server: tuple[int, Path]) -> None:
    port, path = server
    assert told(port, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").startswith(
        b"HTTP/1.1 200"
    )
    assert told(port, f"GET / HTTP/1.1\r\n{MARK} of somebody: x\r\n\r\n".encode()).startswith(b"HTTP/1.1 400")
    until = time.monotonic() + PATIENCE_S
    while "could not be read" not in path.read_text() and time.monotonic() < until:
        time.sleep(0.05)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    (refused,) = (line for line in lines if line["level"] == "warning")
    assert refused["says"] == "a request that could not be read was refused"
    assert MARK not in path.read_text()
    assert "ip=" not in path.read_text()
