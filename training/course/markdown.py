"""Lessons from Markdown to HTML, once, at publication."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.container import container_plugin

from training.core.nations import Nation
from training.course.checks import listed
from training.course.pictures import Picture
from training.course.style import Sentence, sentences
from training.course.tokens import LOOSE_BRACES, NATION_SHOWN, nation_box

BOXES = {
    "say": "You could say",
    "avoid": "Better not",
    "key": "Key points",
    "note": "Before you read on",
    "law": "What the law says",
    "grounding": "Take a moment",
    "try": "Try it",
}
ANSWER = "answer"
LAW = "law"
AVOID = "avoid"
SAY = "say"
BREAKS = {"softbreak": "\n", "hardbreak": "\n", "image": ""}
"""What stands for parts of a paragraph that have no words of their own."""
NATIONS = {nation.value: nation for nation in Nation}
WORDS = (*BOXES, ANSWER, *NATIONS)
BOX_OPENINGS = {f"container_{word}_open": word for word in WORDS}
PICTURE = "picture"
PICTURE_SCHEME = "picture:"
PICTURE_EXAMPLE = "![What the picture says.](picture:name)"
FIGURE = '<figure class="picture" role="group">'
FIGURE_PLACE = re.compile(rf"{FIGURE}(\d+)</figure>")
"""Where a picture will stand, by its number in the text. Authors cannot write it: their HTML comes out as text."""
BOX_END = re.compile(r"[\s>]*(:{3,})\s*")
TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "em", "strong", "a", "blockquote", "hr", "br", "code",
    "table", "thead", "tbody", "tr", "th", "td", "div", "details", "summary",
    "figure",
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "p": {"class"},
    "details": {"class"},
    "figure": {"class", "role"},
    "h2": {"id"},
    "h3": {"id"},
}


def to_html(text: str, pictures: Mapping[str, Picture] | None = None) -> str:
    """A lesson's Markdown as sanitised HTML. Raw HTML in it comes out as text.

    :param pictures: the pictures of the course by name; they stand in the HTML as they were read
    """
    clean = nh3.clean(
        _PARSER.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
    )
    shown = [token for token in _tokens(text) if token.type == PICTURE]

    def draw(match: re.Match[str]) -> str:
        token = shown[int(match[1])]
        picture = (pictures or {}).get(token.info)
        drawn = picture.html(f"picture-{match[1]}", token.content) if picture else ""
        return f"{FIGURE}{drawn}</figure>"

    return FIGURE_PLACE.sub(draw, clean)


def picture_faults(text: str, pictures: Container[str]) -> Iterator[tuple[int, str]]:
    """Pictures that are not there or cannot be read out: (line from 1, sentence)."""
    tokens = _tokens(text)
    for line, token in _words_in_lines(tokens):
        if token.type == "image":
            if str(token.attrs["src"]).startswith(PICTURE_SCHEME):
                yield line, "a picture stands on a line of its own, between empty lines"
            else:
                yield line, f"only pictures of this course can be shown; write {PICTURE_EXAMPLE}"
    for token in tokens:
        if token.type == PICTURE and token.map:
            line = token.map[0] + 1
            if not token.content.strip():
                yield line, f"a picture needs a text alternative, which says what it says; write {PICTURE_EXAMPLE}"
            if LOOSE_BRACES.search(token.content):
                yield line, "the text alternative of a picture cannot hold {{ or }}"
            if token.info not in pictures:
                yield line, f'there is no picture "{token.info}" in pictures/'


@lru_cache(maxsize=4)
def _tokens(text: str) -> tuple[Token, ...]:
    """A text in markdown-it's words. Whoever reads a page of the course asks for it several times in a row."""
    return tuple(_PARSER.parse(text))


def unknown_boxes(text: str) -> list[tuple[int, str]]:
    """Boxes whose word we do not know: (line from 1, word)."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        word = bare.lstrip(":").strip()
        if bare.startswith(":::") and word and word not in WORDS:
            found.append((number, word))
    return found


def faults(text: str) -> Iterator[tuple[int, str]]:
    """What an author must mend in a lesson's Markdown: (line from 1, sentence)."""
    tokens = _tokens(text)
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h1" and token.map:
            yield token.map[0] + 1, 'headings in a lesson begin at "##"'
    wrong = [(line, f'there is no box "{word}"') for line, word in unknown_boxes(text)]
    without_end = list(_boxes_without_end(text, tokens))
    wrong += without_end
    yield from wrong
    if not without_end:
        yield from _nation_faults(tokens)
    begun = sorted(line for line, _ in wrong)
    for line in _lonely_ends(tokens):
        if begun and begun[0] < line:
            begun.pop(0)  # the end of a box whose beginning is told already
        else:
            yield line, "this ends a box that never began"


def links(text: str) -> list[tuple[int, str]]:
    """The links of a text: (line from 1, address)."""
    return [
        (line, str(token.attrs["href"])) for line, token in _words_in_lines(_tokens(text)) if token.type == "link_open"
    ]


def headings(text: str) -> frozenset[str]:
    """The anchors of a text's headings."""
    return frozenset(str(token.attrs["id"]) for token in _tokens(text) if "id" in token.attrs)


def prose(text: str) -> list[Sentence]:
    """The sentences of a text as they are read, with the lines they begin on."""
    found: list[Sentence] = []
    around: list[str] = []
    before = ""
    for token in _tokens(text):
        if token.type in BOX_OPENINGS:
            around.append(BOX_OPENINGS[token.type])
        elif token.type.startswith("container_"):
            around.pop()
        elif token.type == "inline" and token.map:
            words = "".join(BREAKS.get(child.type, child.content) for child in token.children or ())
            heading = before == "heading_open"
            found += sentences(token.map[0] + 1, words, to_avoid=AVOID in around, heading=heading, to_say=SAY in around)
        before = token.type
    return found


def _words_in_lines(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Each part of each paragraph, heading and cell, with its line from 1."""
    for token in tokens:
        if token.type == "inline" and token.map:
            line = token.map[0] + 1
            for child in token.children or ():
                yield line, child
                line += child.type in ("softbreak", "hardbreak") or child.content.count("\n")


def _nation_faults(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Boxes of nations outside a law box, or twice in one; law boxes that leave out some of the nations."""
    around: list[tuple[Token, list[str]]] = []
    for token in tokens:
        if token.type in BOX_OPENINGS and token.map:
            word = BOX_OPENINGS[token.type]
            if word in NATIONS:
                outer, inside = around[-1] if around else (None, [])
                if outer is None or BOX_OPENINGS[outer.type] != LAW:
                    yield token.map[0] + 1, f'a box "{word}" stands only inside a box "{LAW}"'
                elif word in inside:
                    yield token.map[0] + 1, f'this law box has "{word}" twice'
                inside.append(word)
            around.append((token, []))
        elif token.nesting == -1 and token.type.startswith("container_"):
            box, inside = around.pop()
            lacking = [word for word in NATIONS if word not in inside]
            if inside and lacking and BOX_OPENINGS[box.type] == LAW and box.map:
                yield box.map[0] + 1, f"this law box leaves out {listed(lacking)}; write all four nations, or none"


def _boxes_without_end(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Boxes that would swallow what follows, and boxes that only the end of the box around them ends."""
    lines = text.split("\n")
    ends: set[int] = set()
    for token in tokens:
        if token.type not in BOX_OPENINGS or not token.map:
            continue
        first, last = token.map
        if not _ends_box(lines, last, len(token.markup)):
            yield first + 1, f"this box is never closed; it ends with a line {token.markup}"
        elif last in ends:
            yield first + 1, "this box has no end of its own; the box around it needs one more colon"
        ends.add(last)


def _ends_box(lines: list[str], index: int, colons: int) -> bool:
    """Whether a line ends a box that began with so many colons."""
    end = BOX_END.fullmatch(lines[index]) if index < len(lines) else None
    return end is not None and len(end[1]) >= colons


def _lonely_ends(tokens: Sequence[Token]) -> Iterator[int]:
    """Lines, from 1, that would end a box, and stand in a paragraph instead."""
    for token in tokens:
        if token.type == "inline" and token.map:
            for line, content in enumerate(token.content.split("\n"), start=token.map[0] + 1):
                if BOX_END.fullmatch(content):
                    yield line


def _box(word: str) -> Any:
    def render(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        if tokens[index].nesting != 1:
            return "</div>\n"
        return f'<div class="box {word}"><p class="box-label">{BOXES[word]}</p>\n'

    return render


def _answer(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    if tokens[index].nesting != 1:
        return "</details>\n"
    return '<details class="answer"><summary>See what we think</summary>\n'


def _nation(nation: Nation) -> Any:
    def render(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        if tokens[index].nesting != 1:
            return "</details>\n"
        before = (BOX_OPENINGS.get(token.type) for token in _since_outer_box(tokens, index))
        line = "" if any(word in NATIONS for word in before) else f"{NATION_SHOWN}\n"
        return f"{line}{nation_box(nation)}<summary>In {nation.words}</summary>\n"

    return render


def _since_outer_box(tokens: Sequence[Token], index: int) -> Iterator[Token]:
    """What stands before a token in the same box, backwards."""
    for token in reversed(tokens[:index]):
        if token.level < tokens[index].level:
            return
        yield token


def _pictures(state: StateCore) -> None:
    """Make of each paragraph that is one picture a part of its own, with its name and its text alternative."""
    found: list[Token] = []
    for token in state.tokens:
        if token.type == "paragraph_close" and _is_picture(found[-1]):
            image = (found.pop().children or [])[0]
            name = str(image.attrs["src"]).removeprefix(PICTURE_SCHEME)
            opening = found.pop()
            number = sum(each.type == PICTURE for each in found)
            alternative = RendererHTML().renderInlineAsText(image.children or [], state.md.options, state.env)
            found.append(
                Token(
                    PICTURE, "", 0, info=name, content=alternative, map=opening.map, meta={"number": number}, block=True
                )
            )
        else:
            found.append(token)
    state.tokens = found


def _is_picture(token: Token) -> bool:
    children = token.children or []
    return len(children) == 1 and str(children[0].attrs.get("src", "")).startswith(PICTURE_SCHEME)


def _picture(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f"{FIGURE}{tokens[index].meta['number']}</figure>\n"


def _rule(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A line across; one made of underscores is there to be written on."""
    return '<div class="write-here"></div>\n' if tokens[index].markup.startswith("_") else "<hr>\n"


def _table_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A table in a box of its own, which scrolls, by keyboard too, where the screen is narrow."""
    return '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>\n'


def _table_close(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _cell(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Table cells without the style attribute, which our content security policy forbids."""
    tokens[index].attrs.pop("style", None)
    return self.renderToken(tokens, index, options, env)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(
        ["table", "replacements", "smartquotes"]
    )
    parser.use(anchors_plugin, min_level=2, max_level=3)
    for word in BOXES:
        parser.use(container_plugin, name=word, render=_plain(_box(word)))
    parser.use(container_plugin, name=ANSWER, render=_plain(_answer))
    for word, nation in NATIONS.items():
        parser.use(container_plugin, name=word, render=_plain(_nation(nation)))
    parser.core.ruler.push("pictures", _pictures)
    parser.add_render_rule(PICTURE, _picture)
    parser.add_render_rule("hr", _rule)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    parser.add_render_rule("th_open", _cell)
    parser.add_render_rule("td_open", _cell)
    return parser


def _plain(render: Any) -> Any:
    """The container plugin hands its renderer first, as a bound method would."""

    def rule(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return str(render(self, tokens, index, options, env))

    return rule


_PARSER = _parser()
