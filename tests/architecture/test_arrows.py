"""The house's own laws, held by its tests."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT

PACKAGE = ROOT / "training"
ROOMS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
FORBIDDEN_NAMES = {"utils.py", "util.py", "helpers.py", "common.py"}


def sources() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)


def test_rooms_import_only_what_stands_before_them() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(program), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_rules_file_is_held_to_be_pure() -> None:
    settings = (ROOT / "pyproject.toml").read_text()
    for path in PACKAGE.glob("*/rules.py"):
        assert f'"training.{path.parent.name}.rules"' in settings, f"{path} is in no contract"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_what_it_is_for_what_it_may_import_and_what_would_change_it(room: Path) -> None:
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    lines = said.splitlines()
    assert len(lines) == 3, room
    assert lines[1].startswith("May import: ")
    assert lines[2].startswith("Would change it: ")


def test_no_function_imports_our_own_code_save_the_factory() -> None:
    for path in sources():
        if path == PACKAGE / "__init__.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                for inner in ast.walk(node):
                    assert not isinstance(inner, ast.Import | ast.ImportFrom), f"{path}:{inner.lineno}"


def test_code_is_read_by_name_only_where_the_decision_says_so() -> None:
    by_name = {path.name for path in sources() if "import_module" in path.read_text()}
    assert by_name == {"extensions.py", "terminal.py", "forms.py"}


STARTED = """
import sys, wsgi
wsgi.app.test_client().get("/support")
print(sorted(set(sys.argv[1:]) & set(sys.modules)))
"""
SELDOM_USED = (
    "alembic", "huey", "mako", "psycopg", "training.jobs.runner", "training.upkeep.backup",  # commands and workers
    "email_validator",  # forms that take a new address
)  # fmt: skip


def test_a_server_does_not_carry_from_its_start_what_it_seldom_uses(tmp_path: Path) -> None:
    """docs/decisions/0020: what a server never uses costs it a third of its start and a tenth of its memory."""
    done = subprocess.run(
        [sys.executable, "-c", STARTED, *SELDOM_USED],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "ALONGSIDE_MODE": "local",
            "SECRET_KEY": "a-secret-of-this-test-alone-0918273645",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite'}",
            "PUBLIC_URL": "http://127.0.0.1",
            "ALONGSIDE_VAR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "[]\n", done.stdout + done.stderr


def test_nothing_is_called_utils_helpers_or_common() -> None:
    assert not [path for path in sources() if path.name in FORBIDDEN_NAMES]


def test_every_file_says_what_it_is() -> None:
    for path in sources():
        assert ast.get_docstring(ast.parse(path.read_text())), path


def test_only_rooms_below_the_edge_write_to_the_database() -> None:
    """Services flush; the edge commits, in one place, and what is noted apart in another; commands have theirs."""
    committing = {
        path.relative_to(PACKAGE).as_posix()
        for path in sources()
        if ".commit()" in path.read_text() and "migrations" not in path.parts
    }
    assert committing == {
        "web/transaction.py",
        "web/apart.py",
        "commands/transaction.py",
        "jobs/commands.py",
        "jobs/runner.py",
    }


def test_only_one_place_writes_standing() -> None:
    writing = [
        path.relative_to(PACKAGE).as_posix()
        for path in sources()
        if "Standing.__table__" in path.read_text() or "Standing(" in path.read_text().replace("class Standing(", "")
    ]
    assert writing == ["criteria/service.py"]


def test_no_clock_is_asked_below_the_edge() -> None:
    for path in sources():
        if path.parts[-2] in ("web", "commands", "jobs") or path.name == "clock.py":
            continue
        text = path.read_text()
        assert "datetime.now(" not in text, path
        assert "clock.now(" not in text or "commands" in path.parts or "web" in path.parts, path
