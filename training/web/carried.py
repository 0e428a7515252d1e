"""What somebody sent after their session had ended: carried through sign-in, and saved once they confirm it.

The fields travel as a hidden field of the sign-in page and of the page that asks; they are kept nowhere. Only endpoints
that declare it carry anything, so that nobody can be made to send something else by a link from elsewhere.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, request
from werkzeug.exceptions import HTTPException

View = TypeVar("View", bound=Callable[..., Any])
Described = list[tuple[str, str]]
"""What is carried, as pairs of a heading and what was written or chosen."""
NOT_CARRIED = frozenset({"csrf_token", "go"})
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
    if describer(request.endpoint) is None:
        return None
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name not in NOT_CARRIED)
    found = Carried(request.path, fields)
    return found if fields and len(found.packed()) <= LARGEST else None


def unpacked(text: str | None) -> Carried | None:
    """What a sign-in page carried; None for nothing and for what is none of ours."""
    try:
        to, fields = json.loads(text or "")
        found = Carried(str(to), tuple((str(name), str(value)) for name, value in fields))
    except (ValueError, TypeError):
        return None
    return found if destination(found) else None


def destination(carried: Carried) -> tuple[Callable[..., Described], dict[str, Any]] | None:
    """Who can describe what is carried, and the arguments of the view that it goes to."""
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
