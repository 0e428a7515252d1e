"""`make demo` and `make run`: prepare a SQLite database of its own under var/, then serve on loopback.

`make check-course` needs no settings at all.
"""

import argparse
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from flask import Flask
from gunicorn.app.base import BaseApplication

from config import ROOT, Mode, from_environment
from server_log import ServerLog
from server_refusal import use_our_refusal
from training import create_app
from training.commands.course import check_folder
from training.commands.demo import DemoRefused, prepare_demo
from training.commands.people import first_admin_link
from training.commands.transaction import commit
from training.core import clock
from training.core.database import begin_writing
from training.core.models import Installation
from training.core.nations import Nation
from training.course.loader import load
from training.course.positions import ContentInvalid
from training.course.service import publish
from training.criteria.service import recheck
from training.extensions import db, session
from training.migrations.runner import upgrade
from training.organisation.queries import zone as zone_of
from training.web.application import Alongside

HOST = "127.0.0.1"
VAR = Path(os.environ.get("ALONGSIDE_VAR", ROOT / "var"))
FOLDERS = {"demo": VAR / "demo", "run": VAR / "run"}


class Server(BaseApplication):
    """gunicorn with threads, in this process, on one application."""

    def __init__(self, app: Flask, port: int) -> None:
        use_our_refusal()
        self.application = app
        self.options = {
            "bind": f"{HOST}:{port}",
            "workers": 2,
            "threads": 8,
            "worker_class": "gthread",
            "preload_app": True,
            "accesslog": None,
            "loglevel": "warning",
            "logger_class": ServerLog,
            "forwarder_headers": "",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.application


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make")
    parser.add_argument("what", choices=[*FOLDERS, "check"])
    parser.add_argument("--port", type=int, default=8000)
    chosen = parser.parse_args(arguments)
    if chosen.what == "check":
        return check_folder(Path(os.environ.get("MODULES") or ROOT / "modules"))
    if not _is_free(chosen.port):
        print(f"Port {chosen.port} is in use. Choose another: make {chosen.what} PORT=8001", file=sys.stderr)
        return 1
    folder = FOLDERS[chosen.what]
    folder.mkdir(parents=True, exist_ok=True)
    environment = _environment(chosen.what, folder, chosen.port)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        said, mistakes = apart.submit(_prepare, chosen.what, environment).result()
    if mistakes:
        print("\n".join(mistakes), file=sys.stderr)
        return 1
    app = create_app(from_environment(environment))
    print(f"Alongside is at http://{HOST}:{chosen.port} (stop it with Ctrl-C)", flush=True)
    if said:
        print(said, flush=True)
    with _jobs(environment):
        Server(app, chosen.port).run()
    return 0


def _environment(what: str, folder: Path, port: int) -> dict[str, str]:
    """The settings of this place, as the environment of a process."""
    return {
        "ALONGSIDE_MODE": (Mode.DEMO if what == "demo" else Mode.LOCAL).value,
        "DATABASE_URL": f"sqlite:///{(folder / 'alongside.sqlite').resolve()}",
        "SECRET_KEY": _secret(folder / "secret-key"),
        "PUBLIC_URL": f"http://{HOST}:{port}",
        "ALONGSIDE_VAR": str(VAR),
        "MODULES": os.environ.get("MODULES", str(ROOT / "modules")),
        "ORGANISATION_NAME": os.environ.get(
            "ORGANISATION_NAME", "Harbour Peer Support (example)" if what == "demo" else "Our charity"
        ),
        "ORGANISATION_NATION": os.environ.get("ORGANISATION_NATION", Nation.ENGLAND.value),
    }


@contextmanager
def _jobs(environment: dict[str, str]) -> Iterator[None]:
    """Jobs run beside the server, in a process of their own that ends with this one, however this one ends.

    It gets a session of its own, so that Ctrl-C at the terminal reaches the server alone, which then stops it gently.
    """
    server = os.getpid()
    child = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi.py"), "jobs", "run", "--parent", str(server)],
        env={**os.environ, **environment},
        start_new_session=True,
    )
    try:
        yield
    finally:
        if os.getpid() == server:
            child.terminate()
            child.wait()


def _secret(path: Path) -> str:
    """The secret of this place, made at its first start and readable by its owner only."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _prepare(what: str, environment: dict[str, str]) -> tuple[str, list[str]]:
    """Make the database ready, in a process of its own: the server forks, which typst, once used, does not survive.

    :returns: what to tell the person who started it; and what was wrong, if anything
    """
    app = create_app(from_environment(environment))
    with app.app_context():
        try:
            return (prepare_demo(app) if what == "demo" else _prepare_run(app)), []
        except (DemoRefused, ContentInvalid) as refused:
            return "", [str(refused), *(str(mistake) for mistake in getattr(refused, "mistakes", ()))]
        finally:
            db.session.remove()
            db.engine.dispose()


def _prepare_run(app: Alongside) -> str:
    """Tables, course, and the first admin's link while there is no admin.

    :returns: what to tell the person who started it
    """
    settings = app.settings
    upgrade(db.engine)
    own = session()
    begin_writing(own)
    if own.get(Installation, 1) is None:
        own.add(Installation(id=1, purpose="real", made_at=clock.now()))
    if publish(own, load(settings.modules), by=None, note="", now=clock.now()) is not None:
        recheck(own, zone=zone_of(own, settings.zone), now=clock.now(), repair=True)
    link = first_admin_link(own, settings.public_url)
    commit(own, clock.now())
    if link is None:
        return ""
    return f"There is no admin yet. This link makes the first one. It works once, for seven days:\n\n    {link}\n"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
