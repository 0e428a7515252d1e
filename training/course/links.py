"""Where a lesson may lead on the same site. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from training.course.checks import Names

PAGES = frozenset(
    {
        "/",
        "/support",
        "/glossary",
        "/verify",
        "/about",
        "/about/privacy",
        "/about/accessibility",
        "/learn",
        "/progress",
        "/account",
    }
)
"""Pages that are there whatever the course. A test compares them with the addresses of the screens."""
ELSEWHERE = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True)
class Places:
    """What the course has pages of its own for."""

    terms: Names
    templates: Names
    statements: Names
    modules: Names
    activities: Mapping[str, Names]
    """Of each module, what can be opened in it."""


def link_fault(address: str, headings: frozenset[str], places: Places) -> str | None:
    """What is wrong with the address of a link; None where it leads somewhere.

    :param headings: the anchors of the text that the link stands in
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return f'"{address}" is no address'
    if parts.scheme in ELSEWHERE:
        return None
    if parts.netloc or parts.scheme:
        return f'"{address}" leads nowhere; links to other sites begin with https://'
    if not parts.path:
        return None if parts.fragment in headings else f'there is no heading "#{parts.fragment}" in this text'
    if not parts.path.startswith("/"):
        return f'"{address}" leads nowhere; links to pages of this site begin with "/"'
    if parts.path == "/glossary" and parts.fragment and parts.fragment not in places.terms:
        return f'there is no term "{parts.fragment}" in glossary.yaml'
    return None if parts.path in PAGES else _course_page_fault(parts.path, places)


def _course_page_fault(path: str, places: Places) -> str | None:
    first, *names = path.strip("/").split("/")
    if path.endswith("/") or not names or len(names) > (2 if first == "learn" else 1):
        return f'there is no page "{path}"'
    kinds = {
        "learn": (places.modules, "module"),
        "templates": (places.templates, "template"),
        "declarations": (places.statements, "statement"),
    }
    if first not in kinds:
        return f'there is no page "{path}"'
    known, kind = kinds[first]
    if names[0] not in known:
        return f'there is no {kind} "{names[0]}"'
    if len(names) > 1 and names[1] not in places.activities.get(names[0], Names(complete=False)):
        return f'module "{names[0]}" has no "{names[1]}" to open'
    return None
