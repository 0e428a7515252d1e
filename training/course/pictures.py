"""Pictures drawn for the course: SVG read strictly, and written out again from what was read. Pure.

Nothing of the author's file is passed on as it stands: what is not known here is told, and what is known is written
anew, escaped, so that a picture can hold neither a script nor a colour nor an address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesImpl, InputSource, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from training.course.positions import Mistake
from training.course.tokens import LOOSE_BRACES

DRAWN = frozenset(
    {"g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "defs", "marker"}
)
TOLD = frozenset({"title", "desc"})
"""Allowed in the file, for whoever draws. Readers get the text alternative of the lesson."""
CLASSES = frozenset(
    {
        "ink",
        "soft",
        "line",
        "arrow",
        "paper",
        "accent",
        "on-accent",
        "accent-soft",
        "danger-soft",
        "urgent-soft",
        "calm-soft",
        "heading",
        "small",
    }
)
NUMBER = r"-?(?:\d+(?:\.\d+)?|\.\d+)"
NUMBERS = re.compile(rf"{NUMBER}(?:[\s,]+{NUMBER})*")
ONE = re.compile(NUMBER)
WORD = re.compile(r"[a-z][a-z0-9-]*")
ATTRIBUTES: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(
        ("x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "width", "height"),
        re.compile(rf"{NUMBER}%?"),
    ),
    **dict.fromkeys(("stroke-width", "refX", "refY", "markerWidth", "markerHeight"), ONE),
    **dict.fromkeys(("viewBox", "points", "stroke-dasharray"), NUMBERS),
    "d": re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9\s,.eE+-]+"),
    "transform": re.compile(rf"(?:(?:translate|scale|rotate|skewX|skewY|matrix)\(\s*{NUMBERS.pattern}\s*\)\s*)+"),
    "text-anchor": re.compile("start|middle|end"),
    "dominant-baseline": re.compile("middle|central|hanging|auto"),
    "stroke-linecap": re.compile("butt|round|square"),
    "stroke-linejoin": re.compile("miter|round|bevel"),
    "orient": re.compile(rf"auto|auto-start-reverse|{NUMBER}"),
    "id": WORD,
    "class": re.compile(r"[a-z-]+(?:\s+[a-z-]+)*"),
    **dict.fromkeys(("marker-start", "marker-mid", "marker-end"), re.compile(rf"url\(#({WORD.pattern})\)")),
}
IGNORED = frozenset(
    {"xmlns", "version", "width", "height", "role", "aria-label", "aria-labelledby", "aria-hidden", "focusable"}
)
"""What drawing programs write on the outermost element, and publication writes anew or leaves out."""
SVG = "http://www.w3.org/2000/svg"
WIDEST = 720
ARROW = "arrow"
HEAD_ID = "-arrowhead"
"""Begins with a hyphen, as no author's id does."""
HEAD = (
    '<defs><marker id="{id}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7"'
    ' orient="auto-start-reverse"><path d="M0 0 10 5 0 10z"/></marker></defs>'
)
PLACE = re.compile("\x02([a-z0-9-]*)\x03")
"""Stands in the drawing for an id, which only its place in a lesson makes unique."""


@dataclass(frozen=True)
class Picture:
    """A drawing as it is published, but for its ids and its text alternative."""

    view_box: str
    drawing: str

    def html(self, prefix: str, alternative: str) -> str:
        """The picture inline, with its text alternative.

        :param prefix: what makes its ids unique on the page
        """
        drawing = PLACE.sub(lambda match: f"{prefix}-{match[1]}", self.drawing)
        *_, width, height = self.view_box.replace(",", " ").split()
        return (
            f'<svg viewBox="{self.view_box}" width="{width}" height="{height}" role="img"'
            f' aria-label="{escape(alternative)}">{drawing}</svg>'
        )


@dataclass
class _Reader(ContentHandler):
    """Writes anew what it knows, and notes what it does not."""

    out: list[str] = field(default_factory=list)
    wrong: list[tuple[int, int, str]] = field(default_factory=list)
    texts: list[tuple[int, str]] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    meant: list[tuple[int, int, str]] = field(default_factory=list)
    view_box: str = ""
    unknown: int = 0
    """How many elements that we do not know are open: what is in them is not told as well."""
    has_arrow: bool = False

    def __post_init__(self) -> None:
        super().__init__()
        self.locator = Locator()

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self.locator = locator

    def tell(self, sentence: str) -> None:
        self.wrong.append((*self.place, sentence))

    @property
    def place(self) -> tuple[int, int]:
        return self.locator.getLineNumber() or 1, (self.locator.getColumnNumber() or 0) + 1

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        if not self.around:
            self.begin(name, attrs)
        elif self.unknown or name not in DRAWN | TOLD:
            if not self.unknown:
                self.tell(f'"{name}" cannot stand in a picture')
            self.unknown += 1
        elif name in DRAWN:
            self.out.append(f"<{name}{''.join(self.attributes(name, attrs))}>")
        self.around.append(name)

    def begin(self, name: str, attrs: AttributesImpl) -> None:
        if name != "svg":
            self.tell(f'a picture begins with "svg", not with "{name}"')
            return
        if attrs.get("xmlns", SVG) != SVG:
            self.tell("this is not SVG")
        self.view_box = attrs.get("viewBox", "")
        sides = self.view_box.replace(",", " ").split()
        if not NUMBERS.fullmatch(self.view_box) or len(sides) != 4:
            self.tell('a picture says its size, such as viewBox="0 0 360 400"')
        elif float(sides[2]) > WIDEST:
            self.tell(f"this picture is {sides[2]} wide; {WIDEST} is the most, so that it can be read on a phone")
        for key in attrs.getNames():
            if key not in IGNORED and key != "viewBox":
                self.tell(f'"{key}" cannot stand on "svg"')

    def attributes(self, name: str, attrs: AttributesImpl) -> Iterator[str]:
        keys = attrs.getNames()
        classes = attrs.get("class", "").split()
        for key in keys:
            value = " ".join(attrs.getValue(key).split())
            known = ATTRIBUTES.get(key)
            if known is None or (key == "viewBox" and name != "marker"):
                self.tell(f'"{key}" cannot stand on "{name}"')
            elif not known.fullmatch(value):
                self.tell(f'"{key}" is not written in the right form')
            elif key == "id":
                yield self.own_id(value)
            elif key.startswith("marker-"):
                target = value.removeprefix("url(#").removesuffix(")")
                self.meant.append((*self.place, target))
                yield f' {key}="url(#\x02{target}\x03)"'
            else:
                yield f' {key}="{escape(value)}"'
        for word in classes:
            if word not in CLASSES:
                self.tell(f'"{word}" is not a class of pictures')
        if ARROW in classes and "marker-end" not in keys:
            self.has_arrow = True
            yield f' marker-end="url(#\x02{HEAD_ID}\x03)"'

    def own_id(self, value: str) -> str:
        if value in self.ids:
            self.tell(f'the id "{value}" stands here twice')
        self.ids.add(value)
        return f' id="\x02{value}\x03"'

    def endElement(self, name: str) -> None:  # noqa: N802
        self.around.pop()
        if self.unknown:
            self.unknown -= 1
        elif name in DRAWN and self.around:
            self.out.append(f"</{name}>")

    def characters(self, content: str) -> None:
        if self.unknown or (self.around and self.around[-1] in TOLD):
            return
        if content.strip():
            if LOOSE_BRACES.search(content):
                self.tell("a picture cannot hold {{ or }}")
            if not {"text", "tspan"} & set(self.around):
                self.tell("words stand in a picture only inside text")
            self.texts.append((self.place[0], content))
        self.out.append(escape(content, quote=False))

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802
        self.tell(f'"<?{target}" cannot stand in a picture')


def read_picture(file: str, text: str) -> tuple[Picture | None, list[tuple[int, str]], list[Mistake]]:
    """A picture's file, read.

    :returns: the picture, or None with mistakes; the words in it, each with its line; its mistakes
    """
    reader = _Reader()
    parser = make_parser()
    parser.setFeature(feature_namespaces, False)
    parser.forbid_dtd = True
    parser.setContentHandler(reader)
    source = InputSource()
    source.setByteStream(BytesIO(text.encode()))
    source.setEncoding("utf-8")
    try:
        parser.parse(source)
    except DefusedXmlException:
        reader.tell("a picture has neither a document type nor entities")
    except SAXParseException as error:
        line, column = error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
        reader.wrong.append((line, column, f"this is not valid SVG: {error.getMessage()}"))
    else:
        for line, column, target in reader.meant:
            if target not in reader.ids:
                reader.wrong.append((line, column, f'there is no marker "{target}" in this picture'))
    mistakes = [Mistake(file, *wrong) for wrong in reader.wrong]
    if mistakes:
        return None, reader.texts, mistakes
    head = HEAD.format(id=f"\x02{HEAD_ID}\x03") if reader.has_arrow else ""
    return Picture(reader.view_box, head + "".join(reader.out).strip()), reader.texts, []
