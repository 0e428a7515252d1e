"""What somebody sent after their session had ended, or from a page that had grown old: saved once they confirm it.

The fields travel as a hidden field of the sign-in page and of the page that asks; they are kept nowhere. Only endpoints
that declare it carry anything, and only what a page of ours sent that says who wrote it: nobody can be made to send
something by a form from elsewhere, and whoever else signs in at that browser is not shown it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from training.core.ids import is_id

View = TypeVar("View", bound=Callable[..., Any])
Described = list[tuple[str, str]]
"""What is carried, as pairs of a heading and what was written or chosen."""
NOT_CARRIED = frozenset({"csrf_token", "go"})
WRITER = "writer"
"""The field that says who wrote a form."""
OURS = frozenset({"same-origin", "none"})
"""What a browser says of a form that came from a page of ours."""
LARGEST = 128 * 1024


@dataclass(frozen=True)
class Carried:
    """Fields on their way to an address of ours."""

    to: str
    fields: tuple[tuple[str, str], ...]

    def packed(self) -> str:
        return json.dumps([self.to, self.fields], ensure_ascii=False)

    def values(self) -> dict[str, str]:
        return dict(self.fields)

    @property
    def writer(self) -> str:
        """The id of the person who wrote it."""
        return self.values().get(WRITER, "")


def carries(describe: Callable[..., Described]) -> Callable[[View], View]:
    """Declare that what is sent to an endpoint is carried through sign-in.

    :param describe: tells the person what they sent: called with the view's own arguments and `fields`
    :raises NotFound: by `describe`: it does not concern the person who signed in
    """

    def declare(view: View) -> View:
        view.describe = describe  # type: ignore[attr-defined]
        return view

    return declare


def of_request() -> Carried | None:
    """What this request sends, if its endpoint carries."""
    if describer(request.endpoint) is None or request.headers.get("Sec-Fetch-Site", "same-origin") not in OURS:
        return None
    found = Carried(request.path, _wanted(request.form.items(multi=True)))
    return found if is_id(found.writer) and len(found.packed()) <= LARGEST else None


def unpacked(text: str | None) -> Carried | None:
    """What a sign-in page carried; None for nothing and for what is none of ours."""
    if not text or len(text) > LARGEST:
        return None
    try:
        to, fields = json.loads(text)
        found = Carried(str(to), _wanted((str(name), str(value)) for name, value in fields))
    except (ValueError, TypeError, RecursionError):
        return None
    return found if is_id(found.writer) and destination(found) else None


def _wanted(fields: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in fields if name not in NOT_CARRIED)


def destination(carried: Carried) -> tuple[Callable[..., Described], dict[str, Any]] | None:
    """Who can describe what is carried, and the arguments of the view that it goes to."""
    if carried.to[:1] != "/" or carried.to[1:2] == "/":
        return None
    try:
        endpoint, arguments = current_app.url_map.bind("").match(carried.to, method="POST")
    except HTTPException:
        return None
    found = describer(endpoint)
    return (found, dict(arguments)) if found else None


def describer(endpoint: str | None) -> Callable[..., Described] | None:
    """What an endpoint declared with `carries`."""
    return getattr(current_app.view_functions.get(endpoint or ""), "describe", None)


def written(fields: Mapping[str, str], headings: Mapping[str, str]) -> Described:
    """The fields that have a heading and hold something, in the order of the headings."""
    return [(heading, fields[name]) for name, heading in headings.items() if fields.get(name, "").strip()]
