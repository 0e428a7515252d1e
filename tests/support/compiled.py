"""Each test makes an application of its own; what they all compile alike is compiled once. It halves the suite."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Dialect, Engine
from sqlalchemy.engine.default import DefaultDialect
from werkzeug.routing import Rule

from training.web.application import Alongside


class Compiled(BytecodeCache):
    """Templates, compiled."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.held:
            bucket.bytecode_from_string(self.held[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.held[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """What a template becomes depends on the template alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Alongside, "jinja_options", {**Alongside.jinja_options, "bytecode_cache": Compiled()})
        yield


@pytest.fixture(scope="session", autouse=True)
def addresses_compiled_once() -> Iterator[None]:
    """Werkzeug writes and compiles a function for each address. It depends on the address alone."""
    original: Callable[..., Any] = Rule._compile_builder
    held: dict[tuple[object, ...], Any] = {}

    def compile_once(self: Rule, append_unknown: bool = True) -> Any:
        key = (self.rule, repr(self._trace), repr(self.defaults), append_unknown)
        if key not in held:
            held[key] = original(self, append_unknown)
        return held[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """What a statement becomes depends on the kind of database alone, while every test has an engine of its own."""
    held: dict[type[Dialect], Any] = {}

    def cache(engine: Engine) -> Any:
        return held[type(engine.dialect)]

    def hold(engine: Engine, made: Any) -> None:
        held.setdefault(type(engine.dialect), made)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "_compiled_cache", property(cache, hold), raising=False)
        patch.setattr(DefaultDialect, "__eq__", lambda self, other: type(self) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda self: hash(type(self)))
        yield
