"""The page on security speaks of every requirement once, and names only tests that exist."""

import ast
import re
from functools import cache

import pytest

from config import ROOT
from training.core.limits import Limit
from training.web import limits

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ID = re.compile(r"\d+\.\d+\.\d+")
ROW = re.compile(r"^\| (\d[\d., ]*) \| (.*) \| (.*) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
LIMIT = re.compile(r"^\| (.+) \| (\d+) \| (?:(\d+) minutes|an hour) \|$", re.MULTILINE)

REQUIRED = """
    1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.2.10 1.3.1 1.3.2 1.3.6 1.3.7 1.3.11 1.5.1 1.5.2
    2.2.1 2.2.2 2.3.1 2.3.3 2.3.4 2.4.1
    3.2.1 3.3.1 3.3.2 3.3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.3 3.7.2
    4.1.1 4.1.3 4.2.1
    5.2.1 5.2.2 5.2.3 5.3.1 5.3.2 5.4.1 5.4.2
    6.1.1 6.2.1 6.2.9 6.2.2 6.2.3 6.2.4 6.2.12 6.2.5 6.2.7 6.2.8 6.3.1 6.3.2 6.3.3 6.3.8 6.4.1 6.4.2 6.4.3 6.5.1 6.5.5
    7.2.1 7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.5 7.5.1 7.5.2
    8.1.1 8.2.1 8.2.2 8.2.3 8.3.1
    9.1.1 9.1.2 9.1.3 9.2.1 9.2.2
    11.1.1 11.2.1 11.4.1 11.4.2 11.5.1
    12.1.1 12.1.2 12.2.1 12.3.2
    13.2.3 13.3.1 13.3.2 13.4.1 13.4.2 13.4.5
    14.1.1 14.1.2 14.2.1 14.2.2 14.3.2 14.2.3 14.2.7 14.3.1 14.3.3
    15.1.1 15.2.1 15.1.2 15.2.2 15.3.1 15.3.3 15.3.7
    16.2.1 16.2.2 16.2.5 16.3.1 16.3.2 16.3.3 16.4.1 16.4.2 16.5.1 16.5.2 16.5.3
"""
"""Of the OWASP ASVS 5.0.0: levels 1 and 2, and a few of 3."""


def rows() -> list[tuple[str, str, str]]:
    """Ids, how they are met, and what holds them."""
    return ROW.findall(PAGE)


@cache
def functions(path: str) -> frozenset[str]:
    """The functions at the top of a file of ours; none where there is no such file."""
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module(body=[], type_ignores=[])
    return frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef))


def test_every_requirement_stands_on_the_page_exactly_once_and_in_order() -> None:
    assert [found for ids, _, _ in rows() for found in ID.findall(ids)] == REQUIRED.split()


def test_every_row_says_how_it_is_met() -> None:
    assert all(how.strip() for _, how, _ in rows())


@pytest.mark.parametrize("name", sorted({"::".join(found) for found in TEST.findall(PAGE)}))
def test_every_named_test_exists(name: str) -> None:
    path, function = name.split("::")
    assert function in functions(path)


def test_what_holds_a_row_is_a_test_or_plainly_nothing() -> None:
    for ids, _, held in rows():
        assert held == "—" or TEST.sub("", held).replace("<br>", "") == "", ids


def test_what_is_not_there_yet_is_held_by_no_test() -> None:
    missing = [(ids, held) for ids, how, held in rows() if how.startswith("Not yet")]
    assert missing
    assert [ids for ids, held in missing if held != "—"] == []


def test_the_limits_on_the_page_are_those_of_the_program() -> None:
    told = sorted((int(tries), int(minutes or 60)) for _, tries, minutes in LIMIT.findall(PAGE))
    kept = [each for each in vars(limits).values() if isinstance(each, Limit)]
    assert told == sorted((each.tries, int(each.window.total_seconds()) // 60) for each in kept)
