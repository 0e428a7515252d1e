"""YAML with the place of each thing in its file, so that a mistake can be pointed at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Mistake:
    """Something that an author must mend."""

    file: str
    line: int
    column: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.sentence}"


class ContentInvalid(Exception):
    """The content cannot be published. Holds every mistake that was found."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(f"{len(mistakes)} mistakes in the course")
        self.mistakes = sorted(set(mistakes))


@dataclass
class Source:
    """A YAML text, as plain data, with the position of each value."""

    file: str
    data: Any = None
    first_line: int = 1
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def mistake(self, path: Path, sentence: str) -> Mistake:
        """A mistake at a path, or at the nearest thing above it that the file has."""
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (self.first_line, 1))
        return Mistake(self.file, line, column, sentence)

    def strings(self) -> Iterator[tuple[Path, str]]:
        """Every text in the file, with its path."""
        yield from _strings((), self.data)


def read_yaml(file: str, text: str, first_line: int = 1) -> tuple[Source, list[Mistake]]:
    """Parse YAML. Faults of syntax and duplicate keys come back as mistakes; then the data may be None."""
    source = Source(file, first_line=first_line)
    mistakes: list[Mistake] = []
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            return source, [Mistake(file, first_line, 1, "the file is empty")]
        source.data = _build(node, (), source, mistakes)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        problem = (error.problem or "this cannot be read").split("\n")[0]
        return source, [Mistake(file, first_line + line, column + 1, f"this is not valid YAML: {problem}")]
    except yaml.YAMLError:
        return source, [Mistake(file, first_line, 1, "this is not valid YAML: it has a character that cannot be used")]
    return source, mistakes


def _build(node: yaml.Node, path: Path, source: Source, mistakes: list[Mistake]) -> Any:
    source.places[path] = (source.first_line + node.start_mark.line, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            place = Mistake(
                source.file,
                source.first_line + key_node.start_mark.line,
                key_node.start_mark.column + 1,
                f'"{key}" stands here twice',
            )
            if key in built:
                mistakes.append(place)
            built[key] = _build(value_node, (*path, key), source, mistakes)
        return built
    if isinstance(node, yaml.SequenceNode):
        return [_build(each, (*path, index), source, mistakes) for index, each in enumerate(node.value)]
    value = _scalar(node)
    return value.isoformat() if isinstance(value, date) else value


def _scalar(node: yaml.Node) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node, deep=True)
    except ValueError:
        return node.value
    finally:
        loader.dispose()


def _strings(path: Path, data: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _strings((*path, key), value)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _strings((*path, index), value)
