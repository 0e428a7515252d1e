"""A page as a test sees it: parsed, and held against what every page must be."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from werkzeug.test import TestResponse

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
SVG = frozenset(["svg", "path", "circle", "rect", "g", "title", "line", "polyline", "text"])
SECURITY = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")


@dataclass
class _Reader(HTMLParser):
    """Reads a page and notes what is wrong with it."""

    ids: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    title: str = ""
    words: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    controls: list[dict[str, str]] = field(default_factory=list)
    label_for: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if "style" in given or any(name.startswith("on") for name in given):
            self.wrong.append(f"<{tag}> has inline style or script")
        if tag == "script" and "src" not in given:
            self.wrong.append("an inline script")
        if tag == "style":
            self.wrong.append("an inline style sheet")
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "label" and "for" in given:
            self.label_for.add(given["for"])
        if tag in ("input", "select", "textarea"):
            self.controls.append({"tag": tag, "inside_label": str("label" in self.open), **given})
        for name in ("src", "href", "action"):
            if given.get(name, "").startswith(("http://", "//")) and tag in ("script", "link", "img", "form"):
                self.wrong.append(f"<{tag}> loads {given[name]}")
        if tag not in VOID and not (tag in SVG and "/" in self.get_starttag_text()[-2:]):  # type: ignore[index]
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag and tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += data
        if "h1" in self.open:
            self.headings.append(data)
        self.words.append(data)


class Page:
    """One response."""

    def __init__(self, path: str, response: TestResponse) -> None:
        self.path = path
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.location = response.headers.get("Location", "")
        self.reader = _Reader()
        if response.mimetype == "text/html" and not self.location:
            self.reader.feed(self.html)
            self.reader.close()

    @property
    def text(self) -> str:
        """What a reader reads, white space folded."""
        return " ".join(" ".join(self.reader.words).split())

    @property
    def heading(self) -> str:
        return " ".join("".join(self.reader.headings).split())

    @property
    def links(self) -> list[str]:
        return self.reader.links

    def value(self, name: str) -> str:
        """The value of the first control with this name."""
        return next(control.get("value", "") for control in self.reader.controls if control.get("name") == name)

    def check(self) -> None:
        """What must be true of every page; redirects and JSON only carry the security headers."""
        for header in SECURITY:
            assert header in self.response.headers, f"{self.path} lacks {header}"
        if self.response.mimetype != "text/html" or self.location:
            return
        doubled = {each for each in self.reader.ids if self.reader.ids.count(each) > 1}
        assert not doubled, f"{self.path}: ids stand twice: {doubled}"
        assert not self.reader.wrong, f"{self.path}: {self.reader.wrong}"
        assert not self.reader.open, f"{self.path}: not closed: {self.reader.open}"
        assert self.reader.title.strip().endswith("– Alongside"), f"{self.path} has no title"
        assert self.heading, f"{self.path} has no heading"
        assert "/support" in self.links, f"{self.path} has no link to support"
        for control in self.reader.controls:
            if control.get("type") == "hidden":
                continue
            named = control["inside_label"] == "True" or control.get("id") in self.reader.label_for
            assert named, f"{self.path}: a control without a label: {control}"
        for control in self.reader.controls:
            for described in control.get("aria-describedby", "").split():
                assert described in self.reader.ids, f"{self.path}: nothing has the id {described}"
