"""A real server, a real browser. On a machine without Chromium these tests skip loudly, in CI they fail."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from config import ROOT

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
LINK = re.compile(r"http://127\.0\.0\.1:\d+/invitation/\S+")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class Site:
    """A running server. `first_admin`: the link that it printed, if it did."""

    url: str
    first_admin: str | None
    folder: Path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    found = next((path for path in map(shutil.which, CHROMIUM) if path), None)
    if found is None:
        message = "no Chromium here: journeys were NOT run (on Debian: apt install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    browser = playwright.chromium.launch(executable_path=found, args=arguments)
    yield browser
    browser.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Starts `make run` or `make demo`, as a person does, on a free port and in a folder of its own."""
    with servers(tmp_path) as start:
        yield start


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One demo for all who only look at it."""
    with servers(tmp_path_factory.mktemp("demo")) as start:
        yield start("demo")


@contextmanager
def servers(folder: Path) -> Iterator[Callable[..., Site]]:
    """Starts servers, and stops them at the end."""
    running: list[subprocess.Popen[str]] = []

    def start(what: str, modules: Path = ROOT / "modules") -> Site:
        port = free_port()
        environment = {**os.environ, "ALONGSIDE_VAR": str(folder), "PYTHONUNBUFFERED": "1", "MODULES": str(modules)}
        log = folder / f"{what}.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "start.py", what, "--port", str(port)],
                cwd=ROOT,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
            )
        running.append(process)
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, process, log)
        said = LINK.search(log.read_text())
        return Site(url, said[0] if said else None, folder)

    try:
        yield start
    finally:
        for process in running:
            process.terminate()
            process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[str], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            pytest.fail(f"the server stopped: {log.read_text()}")
        try:
            with urllib.request.urlopen(url + "/healthz", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not answer: {log.read_text()}")
