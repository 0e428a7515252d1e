"""Lessons come out as harmless HTML."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cast import SMALL_COURSE
from training.core.nations import Nation
from training.course.files import load_directory
from training.course.markdown import faults, headings, links, to_html, unknown_boxes
from training.course.tokens import fill

SAFE_TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "em", "strong", "a", "blockquote", "hr", "br", "code"),
    *("table", "thead", "tbody", "tr", "th", "td", "div", "details", "summary", "figure"),
}
SAFE_ATTRIBUTES = {"href", "class", "id", "tabindex", "role", "aria-label", "title"}


class Tags(HTMLParser):
    """Every tag and attribute of a text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment came through: {data}")


def tags(html: str) -> list[str]:
    return [tag for tag, _ in Tags(html).found]


def assert_harmless(html: str) -> None:
    for tag, attributes in Tags(html).found:
        assert tag in SAFE_TAGS
        assert set(attributes) <= SAFE_ATTRIBUTES
        address = (attributes.get("href") or "").strip().lower()
        assert ":" not in address.split("/")[0] or address.startswith(("http:", "https:", "mailto:"))


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example></SCRIPT>",
    "<b onclick=go()>bold</b>",
    '<p style="position:fixed">p</p>',
    "<iframe src=https://evil.example></iframe>",
    "<style>p { color: red }</style>",
    "<!-- comment -->",
    "<svg onload=go()>",
    "<img src=x onerror=go()>",
    "<form action=/sign-out><button>Go</button></form>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](vbscript:go)",
    "[x](data:text/html,<script>)",
    "[x](tel:0800)",
    "<javascript:alert(1)>",
    "[x]\n\n[x]: javascript:alert(1)",
    '[x](https://example.org "t\\" onclick=\\"go()")',
    "![x](https://evil.example/x.png)",
    "![x](javascript:alert(1))",
    '![x" onload="go()](picture:x)',
    "![x](picture:<script>)",
    '<figure class="picture" role="group">0</figure>',
    '::: say" onmouseover="go()\nHi\n:::',
    "## <script>alert(1)</script>",
    "| <script> | b |\n|---|---|\n| <b onclick=go()> | x |",
    "`<script>`",
    "```\n<script>\n```",
    "    <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_an_author_writes_comes_out_harmless(text: str) -> None:
    assert_harmless(to_html(text))


@given(parts=st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12), st.sampled_from("<>\"'`&\n:|#[]()"))))
@settings(deadline=None, max_examples=60)
def test_no_mixture_comes_out_harmful(parts: list[str]) -> None:
    assert_harmless(to_html("".join(parts)))


def test_html_in_a_lesson_comes_out_as_its_own_letters() -> None:
    assert to_html("<b onclick=go()>x</b>") == "<p>&lt;b onclick=go()&gt;x&lt;/b&gt;</p>\n"


def test_a_javascript_link_is_no_link() -> None:
    assert to_html("[x](javascript:alert(1))") == "<p>[x](javascript:alert(1))</p>\n"


def test_links_to_the_site_to_the_web_and_to_mail_work() -> None:
    assert to_html("[a](/support)") == '<p><a href="/support">a</a></p>\n'
    assert to_html("[a](https://example.org/x)") == '<p><a href="https://example.org/x">a</a></p>\n'
    assert to_html("[a](mailto:a@example.org)") == '<p><a href="mailto:a@example.org">a</a></p>\n'


def test_emphasis_lists_and_quotations_work() -> None:
    html = to_html("*a* **b**\n\n- c\n- d\n\n1. e\n\n> f\n\n---\n")
    assert tags(html) == ["p", "em", "strong", "ul", "li", "li", "ol", "li", "blockquote", "p", "hr"]


def test_quotation_marks_and_dashes_come_out_as_in_print() -> None:
    assert to_html('"Don\'t" -- wait...') == "<p>“Don’t” – wait…</p>\n"


@pytest.mark.parametrize(
    ("word", "label"),
    [
        ("say", "You could say"),
        ("avoid", "Better not"),
        ("key", "Key points"),
        ("note", "Before you read on"),
        ("law", "What the law says"),
        ("grounding", "Take a moment"),
        ("try", "Try it"),
    ],
)
def test_each_box_has_its_label(word: str, label: str) -> None:
    assert to_html(f"::: {word}\nHello.\n:::\n\nAfter.") == (
        f'<div class="box {word}"><p class="box-label">{label}</p>\n<p>Hello.</p>\n</div>\n<p>After.</p>\n'
    )
    assert unknown_boxes(f"::: {word}\nHello.\n:::") == []


def test_the_answer_of_a_try_box_opens() -> None:
    assert to_html(":::: try\nWhat now?\n::: answer\nWait.\n:::\n::::\n\nAfter.") == (
        '<div class="box try"><p class="box-label">Try it</p>\n<p>What now?</p>\n'
        '<details class="answer"><summary>See what we think</summary>\n<p>Wait.</p>\n</details>\n</div>\n'
        "<p>After.</p>\n"
    )


def test_boxes_hold_lists_and_headings() -> None:
    assert tags(to_html("::: key\n- one\n- two\n:::")) == ["div", "p", "ul", "li", "li"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("::: shout\nHi\n:::", [(1, "shout")]),
        ("Text.\n\n:::shout\nHi\n:::", [(3, "shout")]),
        ("  ::: Say\nHi\n:::", [(1, "Say")]),
        (":::: try\n::: reply\nA\n:::\n::::", [(2, "reply")]),
        ("::: say\nHi\n:::", []),
        ("No box: at all ::: here", []),
    ],
)
def test_boxes_that_we_do_not_know_are_told_with_their_lines(text: str, found: list[tuple[int, str]]) -> None:
    assert unknown_boxes(text) == found


def test_a_table_scrolls_by_keyboard_and_its_cells_carry_no_style() -> None:
    html = to_html("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert html.startswith('<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>')
    assert html.endswith("</table></div>\n")
    assert "style" not in html
    assert tags(html) == ["div", "table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]


def test_headings_have_ids_of_their_own() -> None:
    html = to_html("## One step\n\n### A detail\n\n## One step")
    ids = [attributes["id"] for tag, attributes in Tags(html).found if tag in ("h2", "h3")]
    assert ids == ["one-step", "a-detail", "one-step-1"]


def test_service_tokens_are_kept_for_each_request_to_fill() -> None:
    assert to_html("Call {{ service.talk }}.") == "<p>Call {{ service.talk }}.</p>\n"
    assert "{{ service.talk }}" in to_html("::: say\n*{{ service.talk }}*\n:::")


def test_a_token_inside_a_link_does_not_break_the_page() -> None:
    html = fill(to_html('[Help](/support "{{ service.talk }}")'), load_directory(SMALL_COURSE), Nation.ENGLAND)
    assert all("<" not in (value or "") for _, attributes in Tags(html).found for value in attributes.values())


def test_nothing_comes_out_of_nothing() -> None:
    assert to_html("") == ""


def law(*nations: str, before: str = "", after: str = "") -> str:
    boxes = "".join(f"::: {nation}\nWords for {nation}.\n:::\n" for nation in nations)
    return f":::: law\n{before}{boxes}{after}::::\n"


FOUR = ("england", "wales", "scotland", "northern-ireland")


def test_a_law_box_by_nation_says_once_which_nation_is_shown() -> None:
    html = to_html(law(*FOUR, before="For all.\n\n"))
    assert html.count('<p class="nation-shown"></p>') == 1
    assert html.index("For all.") < html.index("nation-shown") < html.index("In England")
    for nation, words in zip(FOUR, ("England", "Wales", "Scotland", "Northern Ireland"), strict=True):
        assert f'<details class="nation {nation}"><summary>In {words}</summary>\n<p>Words for {nation}.</p>' in html
    assert " open" not in html


def test_two_law_boxes_each_say_it() -> None:
    assert to_html(law(*FOUR) + "\n" + law(*FOUR)).count("nation-shown") == 2


def test_a_law_box_without_nations_says_nothing_of_them() -> None:
    assert "nation" not in to_html("::: law\nIt is true everywhere.\n:::")


def test_nobody_can_write_the_line_that_a_request_fills() -> None:
    assert '<p class="nation-shown"></p>' not in to_html('<p class="nation-shown"></p>')


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (law(*FOUR), []),
        ("::: law\nOne law.\n:::", []),
        (
            law("england"),
            [(1, "this law box leaves out wales, scotland and northern-ireland; write all four nations, or none")],
        ),
        (law(*FOUR[:3]), [(1, "this law box leaves out northern-ireland; write all four nations, or none")]),
        (law(*FOUR, "wales"), [(14, 'this law box has "wales" twice')]),
        ("Text.\n\n::: wales\nHi.\n:::", [(3, 'a box "wales" stands only inside a box "law"')]),
        (":::: note\n::: england\nHi.\n:::\n::::", [(2, 'a box "england" stands only inside a box "law"')]),
        (
            "::::: law\n:::: note\n::: scotland\nHi.\n:::\n::::\n:::::",
            [(3, 'a box "scotland" stands only inside a box "law"')],
        ),
        (
            law("england", "england"),
            [
                (5, 'this law box has "england" twice'),
                (1, "this law box leaves out wales, scotland and northern-ireland; write all four nations, or none"),
            ],
        ),
        ("::: cornwall\nHi.\n:::", [(1, 'there is no box "cornwall"')]),
    ],
)
def test_what_is_wrong_with_boxes_of_nations_is_told_at_its_line(text: str, told: list[tuple[int, str]]) -> None:
    assert list(faults(text)) == told


def test_too_few_colons_around_boxes_of_nations_are_not_told_as_lost_nations_too() -> None:
    told = [sentence for _, sentence in faults(law(*FOUR).replace("::::", ":::"))]
    assert any("one more colon" in sentence for sentence in told)
    assert not any("nation" in sentence or "inside a box" in sentence for sentence in told)


def test_a_line_of_underscores_is_there_to_be_written_on() -> None:
    assert to_html("Name\n\n____\n____\n\n---\n") == (
        '<p>Name</p>\n<div class="write-here"></div>\n<div class="write-here"></div>\n<hr>\n'
    )


def test_links_are_told_with_the_lines_they_stand_on() -> None:
    assert links("a\n[b](/c) d\n**e [f](/g)**\n\n# [h](#i)\n") == [(2, "/c"), (3, "/g"), (5, "#i")]


def test_headings_are_told_by_their_anchors() -> None:
    assert headings("## One step\n\n### A detail\n\n#### Small") == {"one-step", "a-detail"}
