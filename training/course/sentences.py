"""Data in one of the course's shapes, or its mistakes in an author's words. What pydantic says reaches nobody."""

import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from training.course.positions import Mistake, Path, Source

Shape = TypeVar("Shape", bound=BaseModel)
Anything = TypeVar("Anything")

KEYS = "must be keys with values"
WHOLE = "must be a whole number"
DATE = "must be a date such as 2026-11-23"
YES_OR_NO = "must be true or false"
LIST = "must be a list"
FORM = "is not written in the right form"

SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is not a key that belongs here",
    "string_too_short": "is empty",
    "string_pattern_mismatch": FORM,
    "int_type": WHOLE,
    "int_from_float": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": WHOLE,
    "finite_number": WHOLE,
    "bool_type": YES_OR_NO,
    "bool_parsing": YES_OR_NO,
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": DATE,
    "too_short": "has too few entries",
    "too_long": "has too many entries",
    "tuple_type": LIST,
    "dict_type": KEYS,
    "model_type": KEYS,
    "model_attributes_type": KEYS,
    "json_invalid": "cannot be read: too many things stand inside each other",
}
"""What each kind of pydantic's errors says of a thing, where the thing itself need not be quoted."""
LONGEST_QUOTATION = 60


def shaped(source: Source, shape: type[Shape]) -> tuple[Shape | None, list[Mistake]]:
    """The data of a file in a shape, or every mistake in it."""
    try:
        return shape.model_validate_json(json.dumps(source.data)), []
    except ValidationError as error:
        found = (_mistake(source, each) for each in error.errors(include_url=False))
        return None, [mistake for mistake in found if mistake]


def part(shape: TypeAdapter[Anything], data: Any) -> Anything | None:
    """A part of a file in a shape. None where it is not: reading the whole file tells that."""
    try:
        return shape.validate_json(json.dumps(data))
    except ValidationError:
        return None


def _mistake(source: Source, error: ErrorDetails) -> Mistake | None:
    """One of pydantic's errors as a sentence at its place; None where it is only the echo of another."""
    path, value = _found(source.data, error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "too_short" and isinstance(value, list) and len(value) >= context["min_length"]:
        return None  # pydantic counts the good entries only; the bad ones are told themselves
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        key = str(context["discriminator"]).strip("'")
        path = (*path, key)
        kind = "literal_error" if key in value else "missing"
        value = value.get(key)
    says = "is empty" if value is None and kind != "missing" else _says(kind, context, value)
    return source.mistake(path, f"{_subject(path)} {says}")


def _found(data: Any, location: Path) -> tuple[Path, Any]:
    """Where an error lies in the data, and what stands there. A union's tag, which is no key, is left out."""
    path: Path = ()
    for number, step in enumerate(location, start=1):
        inside = range(len(data)) if isinstance(data, list) else data if isinstance(data, dict) else ()
        if step in inside:
            data = data[step]
        elif number < len(location):
            continue
        else:
            data = None
        path = (*path, step)
    return path, data


def _subject(path: Path) -> str:
    name = next((part for part in reversed(path) if isinstance(part, str)), None)
    if name is None:
        return "this"
    return f'"{name}"' if isinstance(path[-1], str) else f'an entry of "{name}"'


def _says(kind: str, context: dict[str, Any], value: Any) -> str:
    """What is said of a thing. Nothing that an author wrote is ever taken for a pattern to fill."""
    if kind in ("enum", "literal_error"):
        words = re.findall(r"'([^']*)'", str(context.get("expected") or context.get("expected_tags") or ""))
        return _not_one_of(words, value)
    if kind == "string_type":
        return "must be text" if isinstance(value, list | dict) else "must be text; put it in quotes"
    if kind == "string_too_long":
        return f"is too long; it may have at most {context['max_length']} letters"
    if kind == "greater_than_equal":
        return f"must be at least {context['ge']}"
    if kind == "less_than_equal":
        return f"must be at most {context['le']}"
    return SENTENCES.get(kind, FORM)


def _not_one_of(words: list[str], value: Any) -> str:
    """A word that is none of the few that are allowed, with those few."""
    if not words:
        return FORM
    allowed = ("one of " if len(words) > 1 else "") + ", ".join(words)
    if not isinstance(value, str):
        return f"must be {allowed}"
    quoted = " ".join(value.split())
    if len(quoted) > LONGEST_QUOTATION:
        quoted = quoted[:LONGEST_QUOTATION] + "…"
    return f'is "{quoted}", which is not {allowed}'
