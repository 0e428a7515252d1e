"""YAML with the place of each thing in its file, so that a mistake can be pointed at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

Path = tuple[str | int, ...]

PLAIN = "tag:yaml.org,2002:"
"""What stands before the name of each tag that YAML gives by itself."""
READ_AS_WRITTEN = frozenset({PLAIN + name for name in ("str", "timestamp", "value", "merge")})
"""Scalars that stay the text they are. The shapes read dates from text."""
CONSTRUCTED = frozenset({PLAIN + name for name in ("int", "float", "bool", "null")})

DEEPEST = 100
"""So many things may stand inside each other: no shape of ours needs ten, and libyaml would crash at a great many."""


@dataclass(frozen=True, order=True)
class Mistake:
    """Something that an author must mend."""

    file: str
    line: int
    column: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.sentence}"

    @property
    def place(self) -> tuple[str, int, int]:
        return self.file, self.line, self.column


class ContentInvalid(Exception):
    """The content cannot be published. Holds every mistake that was found."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(f"{len(mistakes)} mistakes in the course")
        self.mistakes = sorted(set(mistakes))


@dataclass
class Source:
    """A YAML text, as plain data, with the position of each value. Without data where it is empty or no YAML."""

    file: str
    text: str = ""
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

    def value(self, key: str) -> Any:
        """What stands under a key of the whole file; None where nothing does."""
        return self.data.get(key) if isinstance(self.data, dict) else None

    def entries(self, key: str) -> list[Any]:
        """The entries of a list of the file; none where there is no such list."""
        value = self.value(key)
        return value if isinstance(value, list) else []


def read_yaml(file: str, text: str, first_line: int = 1) -> tuple[Source, list[Mistake]]:
    """Parse YAML. Faults of syntax, tags and keys come back as mistakes; then parts of the data may be None."""
    source = Source(file, text, first_line=first_line)
    builder = _Builder(source)
    try:
        node = _composed(text)
        source.data = builder.build(node, ()) if node else None
    except yaml.MarkedYAMLError as error:
        return source, [_syntax_mistake(source, error)]
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n"), error.position - (before.rfind("\n") + 1)
        sentence = "this is not valid YAML: it has a character that cannot be used"
        return source, [Mistake(file, first_line + line, column + 1, sentence)]
    except _TooDeep:
        return source, [Mistake(file, first_line, 1, "this is not valid YAML: too many things stand inside each other")]
    return source, builder.mistakes


class _TooDeep(Exception):
    """Too many things stand inside each other."""


def _composed(text: str) -> yaml.Node | None:
    """The text as YAML's nodes.

    libyaml reads it 15 times faster than Python does. Where it finds a fault, Python reads the text once more, since it
    tells the place better.

    :raises _TooDeep: more than `DEEPEST` things stand inside each other
    :raises yaml.YAMLError: it is no YAML
    """
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise _TooDeep
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=yaml.SafeLoader)


def _syntax_mistake(source: Source, error: yaml.MarkedYAMLError) -> Mistake:
    """Where an author would look: something that never ends is told where it begins."""
    problem = (error.problem or "this cannot be read").split("\n")[0]
    never_ends = "stream" in problem or "document separator" in problem
    mark = (error.context_mark if never_ends else None) or error.problem_mark or error.context_mark
    if "single document" in (error.context or ""):
        problem = "a second document begins here"
    line, column = (mark.line, mark.column) if mark else (0, 0)
    return Mistake(source.file, source.first_line + line, column + 1, f"this is not valid YAML: {problem}")


class _Builder:
    """Makes plain data of YAML's nodes, and notes the place of each."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.mistakes: list[Mistake] = []
        self.above: list[yaml.Node] = []
        """The nodes around the one that is being built: an alias to one of them would never end."""

    def build(self, node: yaml.Node, path: Path) -> Any:
        self.source.places[path] = (self.source.first_line + node.start_mark.line, node.start_mark.column + 1)
        if any(node is each for each in self.above):
            return self.tell(node, f'"*" here names something that this is a part of{_in(path)}')
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if node.tag not in (PLAIN + "map", PLAIN + "seq"):
            return self.tell(node, _tag_sentence(node))
        self.above.append(node)
        built = self.mapping(node, path) if isinstance(node, yaml.MappingNode) else self.sequence(node, path)
        self.above.pop()
        return built

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or not _is_text(key_node.value):
                self.tell(key_node, "a key must be a word")
                continue
            key = key_node.value
            if key in built:
                self.tell(key_node, f'"{key}" stands here twice')
            built[key] = self.build(value_node, (*path, key))
        return built

    def sequence(self, node: yaml.Node, path: Path) -> list[Any]:
        return [self.build(each, (*path, index)) for index, each in enumerate(node.value)]

    def scalar(self, node: yaml.ScalarNode) -> Any:
        if not _is_text(node.value):
            return self.tell(node, "this has a character that cannot be used")
        if node.tag in READ_AS_WRITTEN:
            return node.value
        if node.tag not in CONSTRUCTED:
            return self.tell(node, _tag_sentence(node))
        try:
            return SafeConstructor().construct_object(node, deep=True)
        except (ValueError, LookupError):
            return node.value

    def tell(self, node: yaml.Node, sentence: str) -> None:
        mark = node.start_mark
        self.mistakes.append(Mistake(self.source.file, self.source.first_line + mark.line, mark.column + 1, sentence))


def _in(path: Path) -> str:
    key = next((part for part in reversed(path) if isinstance(part, str)), None)
    return f' ("{key}")' if key else ""


def _tag_sentence(node: yaml.Node) -> str:
    tag = str(node.tag).replace(PLAIN, "!!")
    return f'"{tag}" cannot be used here; leave it out'


def _is_text(value: str) -> bool:
    """Whether a text can be stored: half of a pair of surrogates cannot."""
    return not any("\ud800" <= each <= "\udfff" for each in value)


def _strings(path: Path, data: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _strings((*path, key), value)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _strings((*path, index), value)
