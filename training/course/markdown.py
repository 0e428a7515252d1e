"""Lessons from Markdown to HTML, once, at publication."""

from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.container import container_plugin

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
TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "em", "strong", "a", "blockquote", "hr", "br", "code",
    "table", "thead", "tbody", "tr", "th", "td", "div", "details", "summary",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "p": {"class"},
    "details": {"class"},
    "h2": {"id"},
    "h3": {"id"},
}


def to_html(text: str) -> str:
    """A lesson's Markdown as sanitised HTML. Raw HTML in it comes out as text."""
    return nh3.clean(
        _PARSER.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
    )


def unknown_boxes(text: str) -> list[tuple[int, str]]:
    """Boxes whose word we do not know: (line from 1, word)."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        word = bare.lstrip(":").strip()
        if bare.startswith(":::") and word and word != ANSWER and word not in BOXES:
            found.append((number, word))
    return found


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
