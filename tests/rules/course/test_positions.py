"""What YAML is read as, and where each thing stands in its file."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from config import ROOT
from training.course.positions import DEEPEST, Source, read_yaml

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["no", "3", "2.5", "2026-11-24", "ł ü 🙂", "a: b", "- a", "# a", "'", '"', "|", ">", "&a", "*a", "!!int", "<<", "~"]
)
DATA = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
PARTS = st.sampled_from(
    [*"abc:-[]{},#&*|>'\"%@?\n\t ", "\n  ", "\n- ", ": ", " #", "---", "...", "é", "🙂", "<<: ", "&a ", "*a", "? "]
)


def as_python_reads(text: str) -> tuple[Source, list[str]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return as_we_read(text)


def as_we_read(text: str) -> tuple[Source, list[str]]:
    source, mistakes = read_yaml("a.yaml", text)
    return source, [str(mistake) for mistake in mistakes]


@given(DATA, st.sampled_from([None, True, False]), st.booleans())
def test_the_quick_reader_reads_what_python_reads_and_places_it_alike(
    data: object, flow: bool | None, letters: bool
) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, allow_unicode=letters)
    assert as_we_read(text) == as_python_reads(text)


@given(st.lists(PARTS, max_size=25).map("".join))
def test_what_python_reads_the_quick_reader_reads_alike(text: str) -> None:
    """It forgives a little more: a tab at a line's end, say. Only what is empty may stand at another place."""
    (other, mistakes), (ours, ours_told) = as_python_reads(text), as_we_read(text)
    if not mistakes:
        assert (ours.data, ours_told) == (other.data, [])


@pytest.mark.parametrize("path", sorted((ROOT / "modules").rglob("*.yaml")), ids=lambda path: path.parent.name)
def test_every_file_of_the_course_is_read_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert as_we_read(text) == as_python_reads(text)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_what_stands_too_deep_is_told_however_deep(opening: str) -> None:
    for times in (DEEPEST + 1, 300_000):
        source, (mistake,) = as_we_read(opening * times)
        assert mistake == "a.yaml:1:1: this is not valid YAML: too many things stand inside each other"
        assert source.data is None


def test_as_deep_as_is_allowed_is_read() -> None:
    source, mistakes = as_we_read("[" * DEEPEST + "]" * DEEPEST)
    assert mistakes == []
    assert source.data
