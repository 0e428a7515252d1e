"""`make bench`: our pages beside a bare Flask application's, in one run, on the same server with the same durability.

Both run under gunicorn with one worker on copies of one database. Requests alternate between them in blocks, and starts
one by one, so that what else the machine does falls on both; of all blocks, and of all starts, the one in the middle
counts. CPU is what the kernel says that the worker's threads used (Linux only). The ratios are worth reading; the
milliseconds belong to this machine.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from compileall import compile_dir, compile_file
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import Engine, event
from werkzeug.test import Client

from bench.scratch import SECRET, Ask, Scratch, prepare, settings_for
from config import ROOT
from training import create_app

HOST = "127.0.0.1"
GOALS = {"lesson": 1.75, "save": 1.75, "hand-in": 2.0, "verify": 1.4}
START_GOAL_S = 1.0
MEMORY_GOAL_MB = 110
BLOCK = 20
PATIENCE_S = 30
SERVER = (
    "--workers",
    "1",
    "--threads",
    "4",
    "--worker-class",
    "gthread",
    "--keep-alive",
    "600",
    "--log-level",
    "error",
)


@dataclass
class Measure:
    """What one application's answers to one kind of request cost."""

    blocks: list[float] = field(default_factory=list)
    """Milliseconds of CPU for one request, one number for each block."""
    waits: list[float] = field(default_factory=list)
    """Seconds from question to answer, one for each."""

    @property
    def cpu_ms(self) -> float:
        """Of one request, in the block in the middle."""
        return median(self.blocks)

    def beside(self, bare: "Measure") -> float:
        """How many times the bare one's: of each two blocks that ran one after the other, the ratio in the middle.

        A total would be decided by the few blocks in which the machine was busy with something else.
        """
        return median(ours / other for ours, other in zip(self.blocks, bare.blocks, strict=True))

    def wait_ms(self, percent: int) -> float:
        """How long so many of a hundred took at most."""
        return quantiles(self.waits, n=100, method="inclusive")[percent - 1] * 1000


class Served:
    """An application under gunicorn, and one connection to it that is kept alive."""

    def __init__(self, name: str, database: Path, first: Ask) -> None:
        port = _free_port()
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *SERVER, "--bind", f"{HOST}:{port}", name],
            cwd=ROOT,
            env={**os.environ, **_environment(database)},
        )
        self.connection = HTTPConnection(HOST, port, timeout=PATIENCE_S)
        self._until_it_listens(began)
        self.ask(first)
        self.started_s = time.perf_counter() - began
        self.worker = int(Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()[0])

    def ask(self, ask: Ask) -> None:
        """Ask and read the whole answer."""
        self.connection.request(ask.method, ask.path, ask.body, ask.headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != ask.status:
            raise SystemExit(f"{ask.method} {ask.path}: {answer.status}, wanted {ask.status}")

    def measure(self, asks: Sequence[Ask], into: Measure) -> None:
        """Ask all of these."""
        before = self.cpu_ns()
        for ask in asks:
            asked = time.perf_counter()
            self.ask(ask)
            into.waits.append(time.perf_counter() - asked)
        into.blocks.append((self.cpu_ns() - before) / len(asks) / 1e6)

    def cpu_ns(self) -> int:
        """What the worker's threads have used so far."""
        threads = Path(f"/proc/{self.worker}/task").iterdir()
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads)

    def memory_mb(self) -> float:
        """What of the worker is in memory, what it shares with others included."""
        pages = int(Path(f"/proc/{self.worker}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.wait(PATIENCE_S)

    def _until_it_listens(self, began: float) -> None:
        while True:
            try:
                return self.connection.connect()
            except ConnectionRefusedError:
                if time.perf_counter() - began > PATIENCE_S or self.process.poll() is not None:
                    raise SystemExit("the server did not start") from None
                time.sleep(0.005)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--requests", type=int, default=1000, help="of each page to each application")
    parser.add_argument("--memory", type=int, default=2000, help="lesson pages between two looks at the memory")
    parser.add_argument("--starts", type=int, default=5, help="of each application")
    chosen = parser.parse_args(arguments)
    _compile()
    with tempfile.TemporaryDirectory(prefix="alongside-bench-") as folder:
        warm = BLOCK if chosen.requests > BLOCK else 1
        scratch = prepare(Path(folder), chosen.requests + warm)
        statements = _statements(scratch)
        starts = _starts(scratch, chosen.starts)
        with _both(scratch) as (ours, bare):
            measures = {page: _alternate(ours, bare, asks, warm) for page, asks in scratch.asks.items()}
            before = ours.memory_mb()
            for ask in islice(cycle(scratch.asks["lesson"] + scratch.asks["verify"]), chosen.memory):
                ours.ask(ask)
            after = ours.memory_mb()
    _tell(measures, statements)
    print(
        f"\nstart to first page  {starts[0]:.2f} s (bare {starts[1]:.2f} s), goal {START_GOAL_S} s"
        f"\nmemory of a worker   {before:.0f} MB, {after:.0f} MB after {chosen.memory} more pages,"
        f" goal {MEMORY_GOAL_MB} MB"
    )
    return 0


def _compile() -> None:
    """Compile the program as `requirements/install.sh` does, so that no start of ours reads its source."""
    compile_dir(ROOT / "training", quiet=2)
    for path in ROOT.glob("*.py"):
        compile_file(path, quiet=2)


def _applications(scratch: Scratch) -> tuple[tuple[str, Path], tuple[str, Path]]:
    """The name of each application, and its database."""
    return ("wsgi:app", scratch.ours), ("bench.bare:app", scratch.bare)


def _starts(scratch: Scratch, times: int) -> tuple[float, float]:
    """Seconds from the start of each server to its first page, by turns: of so many, the one in the middle."""
    waits: tuple[list[float], list[float]] = [], []
    for _ in range(times):
        for (name, database), seconds in zip(_applications(scratch), waits, strict=True):
            served = Served(name, database, scratch.asks["verify"][0])
            served.stop()
            seconds.append(served.started_s)
    return median(waits[0]), median(waits[1])


@contextmanager
def _both(scratch: Scratch) -> Iterator[tuple[Served, Served]]:
    """Ours and the bare one."""
    served: list[Served] = []
    first = scratch.asks["verify"][0]
    try:
        for name, database in _applications(scratch):
            served.append(Served(name, database, first))
        yield served[0], served[1]
    finally:
        for each in served:
            each.stop()


def _alternate(ours: Served, bare: Served, asks: list[Ask], warm: int) -> tuple[Measure, Measure]:
    """Ask both the same, block by block, and now the one first, now the other."""
    measures = Measure(), Measure()
    for served in (ours, bare):
        served.measure(asks[:warm], Measure())
    turns = list(zip((ours, bare), measures, strict=True))
    for start in range(warm, len(asks), BLOCK):
        for served, measure in turns:
            served.measure(asks[start : start + BLOCK], measure)
        turns.reverse()
    return measures


def _statements(scratch: Scratch) -> dict[str, tuple[int, int]]:
    """What the last request of each page costs ours and the bare one, in SQL statements, on copies of their own."""
    counted = []
    for name, database in (("ours", scratch.ours), ("bare", scratch.bare)):
        copy = Path(shutil.copy(database, database.with_stem(f"{name}-counted")))
        os.environ.update(_environment(copy))
        app = create_app(settings_for(copy)) if name == "ours" else import_module("bench.bare").app
        client = Client(app, use_cookies=False)
        counted.append({page: _count(client, asks) for page, asks in scratch.asks.items()})
    return {page: (counted[0][page], counted[1][page]) for page in scratch.asks}


def _count(client: Client, asks: list[Ask]) -> int:
    """The statements of the last of these; BEGIN, COMMIT and PRAGMA are none. The first has warmed up."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "PRAGMA", "ROLLBACK")):
            seen.append(statement)

    for ask in (asks[0], asks[-1]):
        seen.clear()
        event.listen(Engine, "before_cursor_execute", note)
        client.open(ask.path, method=ask.method, data=ask.body, headers=ask.headers)
        event.remove(Engine, "before_cursor_execute", note)
    return len(seen)


def _tell(measures: dict[str, tuple[Measure, Measure]], statements: dict[str, tuple[int, int]]) -> None:
    print(
        f"{'':10}{'CPU ms':>8}{'bare':>8}{'ratio':>8}{'goal':>6}"
        f"{'p50 ms':>9}{'bare':>8}{'p95 ms':>9}{'bare':>8}{'statements':>12}{'bare':>6}"
    )
    for page, (ours, bare) in measures.items():
        print(
            f"{page:10}{ours.cpu_ms:8.2f}{bare.cpu_ms:8.2f}{ours.beside(bare):8.2f}{GOALS[page]:6.2f}"
            f"{ours.wait_ms(50):9.2f}{bare.wait_ms(50):8.2f}{ours.wait_ms(95):9.2f}{bare.wait_ms(95):8.2f}"
            f"{statements[page][0]:12}{statements[page][1]:6}"
        )


def _environment(database: Path) -> dict[str, str]:
    """The settings of a server on this database."""
    return {
        "ALONGSIDE_MODE": "local",
        "DATABASE_URL": f"sqlite:///{database}",
        "SECRET_KEY": SECRET,
        "PUBLIC_URL": f"http://{HOST}",
        "ALONGSIDE_VAR": str(database.parent),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
