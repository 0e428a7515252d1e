"""The style sheets and the templates know the same classes."""

import re
from pathlib import Path

import pytest

from config import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS = re.compile(r'class="([^"]*)"')
MADE_UP = re.compile(r"\{%.*?%\}")
FILLED_IN = re.compile(r"\S*\{\{.*?\}\}\S*")


def known() -> set[str]:
    """Every class that a style sheet names."""
    sheets = "".join(path.read_text() for path in (ROOT / "static/css").glob("*.css"))
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", COMMENT.sub("", sheets)))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_class_that_a_template_names_is_in_a_style_sheet(path: Path) -> None:
    """What is styled by no sheet looks like a slip to whoever sees it, and no test of a page would tell."""
    named = {word for found in CLASS.findall(path.read_text()) for word in plain(found).split()}
    assert named - known() == set()


def plain(classes: str) -> str:
    """Without what only a request knows."""
    return MADE_UP.sub(" ", FILLED_IN.sub(" ", classes))
