"""The files of a folder of content, one by one: each in its shape, or with its mistakes noted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, TypeAdapter

from training.course.checks import Finding, directory_findings
from training.course.directory import Directory
from training.course.parts import Slug
from training.course.positions import ContentInvalid, Mistake, Source, read_yaml
from training.course.sentences import part, shaped

Shape = TypeVar("Shape", bound=BaseModel)
Whole = TypeVar("Whole", bound=BaseModel, covariant=True)

DIRECTORY = "directory.yaml"
ID_LINE = re.compile(r"""^id:[ ]*["']?([^\s"'#]+)["']?[ ]*(?:#.*)?$""", re.MULTILINE)
SLUG: TypeAdapter[str] = TypeAdapter(Slug)


def load_directory(folder: Path) -> Directory:
    """Read the directory of services alone.

    :raises ContentInvalid: with every mistake in it
    """
    files = Files(folder)
    directory = files.directory().whole
    if directory is None or files.mistakes:
        raise ContentInvalid(files.mistakes)
    return directory


@dataclass(frozen=True)
class File(Generic[Whole]):
    """A file as it was read: what could be read of it and, where it has no mistake of its own, its whole."""

    source: Source
    whole: Whole | None = None

    @property
    def id(self) -> str | None:
        """The id that the file gives itself, even where the rest cannot be read."""
        written = ID_LINE.search(self.source.text) if self.source.data is None else None
        return part(SLUG, written[1] if written else self.source.value("id"))


class Files:
    """A folder of which files are read; mistakes gather as it goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mistakes: list[Mistake] = []
        self.sources: list[Source] = []

    def directory(self) -> File[Directory]:
        """The directory of services, checked."""
        directory = self.file(self.folder / DIRECTORY, Directory)
        if directory.whole:
            self.found(directory.source, directory_findings(directory.whole))
        return directory

    def file(self, path: Path, shape: type[Shape]) -> File[Shape]:
        """A YAML file in the given shape; without its whole, and with mistakes noted, when it is not."""
        text = self.text(path)
        if text is None:
            return File(Source(self.name(path)))
        return self.shaped(*read_yaml(self.name(path), text), shape, empty="the file is empty")

    def optional(self, path: Path, shape: type[Shape]) -> File[Shape] | None:
        """A file that may be left out."""
        return self.file(path, shape) if path.exists() else None

    def shaped(self, source: Source, mistakes: list[Mistake], shape: type[Shape], *, empty: str) -> File[Shape]:
        """What YAML gave, in the given shape. What is no good YAML is not told once more for its shape."""
        self.sources.append(source)
        self.mistakes += mistakes
        if source.data is None:
            if not mistakes:
                self.mistakes.append(source.mistake((), empty))
            return File(source)
        whole, wrong = shaped(source, shape)
        self.tell_once(wrong)
        return File(source, None if mistakes else whole)

    def text(self, path: Path) -> str | None:
        """What a file says; None, with the mistake noted, where it cannot be read."""
        try:
            return path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            sentence = "this file is missing"
        except UnicodeDecodeError:
            sentence = "this file is not UTF-8 text"
        except OSError:
            sentence = "this file cannot be read"
        self.mistakes.append(Mistake(self.name(path), 1, 1, sentence))
        return None

    def name(self, path: Path) -> str:
        """The file's name as it can be opened from where the command runs; of a folder elsewhere, from beside it."""
        if not path.is_absolute():
            return path.as_posix()
        here = Path.cwd()
        return path.relative_to(here if path.is_relative_to(here) else self.folder.parent).as_posix()

    def found(self, source: Source, findings: Iterable[Finding]) -> None:
        """Note what checks found in a file."""
        self.tell_once([source.mistake(path, sentence) for path, sentence in findings])

    def tell_once(self, mistakes: list[Mistake]) -> None:
        """Note mistakes, but none at a place where something more basic is wrong."""
        wrong = {mistake.place for mistake in self.mistakes}
        self.mistakes += [mistake for mistake in mistakes if mistake.place not in wrong]
