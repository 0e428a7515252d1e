"""What an author is told about a broken or hostile picture, word for word and at its place."""

from pathlib import Path

import pytest

from tests.support.authors import change, told
from tests.support.full_course import full_course
from training.course.loader import load
from training.course.pictures import CLASSES

ONE = "01-first/1-one.md"
STEPS = "pictures/steps.svg"
PHONE = "720 is the most, so that it can be read on a phone"
NUMBER = "looks like a telephone number; write {{ service.name }} instead"
EXAMPLE = "![What the picture says.](picture:name)"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small course with a picture, to break."""
    return full_course(tmp_path)


def test_a_picture_stands_in_its_lesson_with_its_text_alternative(course: Path) -> None:
    html = load(course).modules[0].lessons[0].html
    assert '<figure class="picture" role="group"><svg viewBox="0 0 360 120" width="360" height="120" role="img"' in html
    assert 'aria-label="First ask, then act."' in html
    assert "<title>" not in html


def test_a_picture_shown_twice_has_ids_of_its_own_each_time(course: Path) -> None:
    change(course, ONE, "picture:steps)", "picture:steps)\n\n![Once more.](picture:steps)")
    html = load(course).modules[0].lessons[0].html
    for identity in ("picture-0-box", "picture-1-box", "picture-0--arrowhead", "picture-1--arrowhead"):
        assert html.count(f'id="{identity}"') == 1
        if "arrow" in identity:
            assert html.count(f'marker-end="url(#{identity})"') == 1


def test_letters_that_mean_something_in_html_stay_letters(course: Path) -> None:
    change(course, STEPS, "Ask", "a &lt;b&gt; &amp; &quot;c&quot;")
    change(course, ONE, "First ask, then act.", 'Ask "why" & act <now>.')
    html = load(course).modules[0].lessons[0].html
    assert '>a &lt;b&gt; &amp; "c"</text>' in html
    assert 'aria-label="Ask &quot;why&quot; &amp; act &lt;now&gt;."' in html


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("![](picture:steps)", f"8:1: a picture needs a text alternative, which says what it says; write {EXAMPLE}"),
        ("![ ](picture:steps)", f"8:1: a picture needs a text alternative, which says what it says; write {EXAMPLE}"),
        ("![Ask.](picture:step)", '8:1: there is no picture "step" in pictures/'),
        ("![Ask.](picture:)", '8:1: there is no picture "" in pictures/'),
        ("Look: ![Ask.](picture:steps)", "8:1: a picture stands on a line of its own, between empty lines"),
        ("Look:\n![Ask.](picture:steps)", "9:1: a picture stands on a line of its own, between empty lines"),
        ("![Ask.](https://example.org/x.png)", f"8:1: only pictures of this course can be shown; write {EXAMPLE}"),
        ("![Ask.](/static/x.png)", f"8:1: only pictures of this course can be shown; write {EXAMPLE}"),
        ("![Ask.](steps.svg)", f"8:1: only pictures of this course can be shown; write {EXAMPLE}"),
        (
            "![Call {{ service.talk }}.](picture:steps)",
            "8:1: the text alternative of a picture cannot hold {{ or }}",
        ),
        (
            "![Call 0161 496 0000.](picture:steps)",
            '8:1: "0161 496 0000" looks like a telephone number; write {{ service.name }} instead',
        ),
    ],
)
def test_a_picture_that_a_lesson_does_not_show_right(course: Path, text: str, mistake: str) -> None:
    change(course, ONE, "![First ask, then act.](picture:steps)", text)
    assert told(course) == [f"modules/{ONE}:{mistake}"]


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("<rect id", "<use/><rect id", '3:3: "use" cannot stand in a picture'),
        ("<rect id", '<image href="x.png"/><rect id', '3:3: "image" cannot stand in a picture'),
        ("<rect id", "<style>*{fill:red}</style><rect id", '3:3: "style" cannot stand in a picture'),
        ("<rect id", "<script>alert(1)</script><rect id", '3:3: "script" cannot stand in a picture'),
        ("<rect id", "<foreignObject><p/></foreignObject><rect id", '3:3: "foreignObject" cannot stand in a picture'),
        ("<rect id", '<a href="/x"><text>x</text></a><rect id', '3:3: "a" cannot stand in a picture'),
        ("<rect id", "<animate/><rect id", '3:3: "animate" cannot stand in a picture'),
        ("<rect id", "<SCRIPT/><rect id", '3:3: "SCRIPT" cannot stand in a picture'),
        ("<rect id", "<?php x?><rect id", '3:3: "<?php" cannot stand in a picture'),
        ("<rect id", "Words<rect id", "3:1: words stand in a picture only inside text"),
        ('id="box"', 'style="fill:red"', '3:3: "style" cannot stand on "rect"'),
        ('id="box"', 'fill="red"', '3:3: "fill" cannot stand on "rect"'),
        ('id="box"', 'stroke="#fff"', '3:3: "stroke" cannot stand on "rect"'),
        ('id="box"', 'onclick="go()"', '3:3: "onclick" cannot stand on "rect"'),
        ('id="box"', 'href="javascript:go()"', '3:3: "href" cannot stand on "rect"'),
        ('id="box"', 'font-family="Comic"', '3:3: "font-family" cannot stand on "rect"'),
        ('id="box"', 'viewBox="0 0 1 1"', '3:3: "viewBox" cannot stand on "rect"'),
        ('id="box"', 'id="A box"', '3:3: "id" is not written in the right form'),
        ('rx="8"', 'rx="url(#x)"', '3:3: "rx" is not written in the right form'),
        ('x="10"', 'x="10px"', '3:3: "x" is not written in the right form'),
        ('d="M110 40 H200"', 'd="M110 &quot;"', '4:3: "d" is not written in the right form'),
        ('class="arrow"', 'class="arrow red"', '4:3: "red" is not a class of pictures'),
        ('class="arrow"', 'class="line" marker-end="url(#head)"', '4:3: there is no marker "head" in this picture'),
        ('class="arrow"', 'class="line" marker-end="url(/x)"', '4:3: "marker-end" is not written in the right form'),
        ('class="arrow"', 'class="line" id="box"', '4:3: the id "box" stands here twice'),
        ('viewBox="0 0 360 120"', "", '1:1: a picture says its size, such as viewBox="0 0 360 400"'),
        ("0 0 360 120", "0 0 360", '1:1: a picture says its size, such as viewBox="0 0 360 400"'),
        ("0 0 360 120", "0 0 721 120", f"1:1: this picture is 721 wide; {PHONE}"),
        ('viewBox="0', 'onload="go()" viewBox="0', '1:1: "onload" cannot stand on "svg"'),
        ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "1:1: this is not SVG"),
        (">Ask<", ">{{ service.talk }}<", "5:64: a picture cannot hold {{ or }}"),
        (">Ask<", ">0161 496 0000<", f'5:1: "0161 496 0000" {NUMBER}'),
        ("</svg>", "", "7:1: this is not valid SVG: no element found"),
        ("</text>", "", "6:3: this is not valid SVG: mismatched tag"),
        (">Ask<", ">&nbsp;<", "5:64: this is not valid SVG: undefined entity"),
    ],
)  # fmt: skip
def test_what_cannot_be_in_a_picture_is_told_at_its_place(course: Path, old: str, new: str, mistake: str) -> None:
    change(course, STEPS, old, new)
    assert f"modules/{STEPS}:{mistake}" in told(course)


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_document_type_is_refused_before_anything_is_read(course: Path, before: str) -> None:
    (course / STEPS).write_text(f"{before}\n<svg viewBox='0 0 1 1'><text>&a;</text></svg>", encoding="utf-8")
    (mistake,) = told(course)
    assert mistake.startswith(f"modules/{STEPS}:1:")
    assert mistake.endswith(": a picture has neither a document type nor entities")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "1:1: this is not valid SVG: no element found"),
        ("A drawing.", "1:1: this is not valid SVG: syntax error"),
        ("<html></html>", '1:1: a picture begins with "svg", not with "html"'),
    ],
)
def test_a_file_that_is_no_picture(course: Path, text: str, mistake: str) -> None:
    (course / STEPS).write_text(text, encoding="utf-8")
    assert told(course) == [f"modules/{STEPS}:{mistake}"]


def test_a_picture_that_is_not_utf_8(course: Path) -> None:
    (course / STEPS).write_bytes("<svg><text>caf\xe9</text></svg>".encode("latin-1"))
    assert told(course) == [f"modules/{STEPS}:1:1: this file is not UTF-8 text"]


def test_a_picture_with_a_name_that_no_lesson_can_write(course: Path) -> None:
    (course / STEPS).rename(course / "pictures/My Steps.svg")
    assert told(course) == [
        f'modules/{ONE}:8:1: there is no picture "steps" in pictures/',
        "modules/pictures/My Steps.svg:1:1: the name of a picture is short words joined by hyphens",
    ]


def test_a_mistake_in_a_picture_is_not_told_again_where_it_is_shown(course: Path) -> None:
    change(course, STEPS, 'id="box"', 'fill="red"')
    assert told(course) == [f'modules/{STEPS}:3:3: "fill" cannot stand on "rect"']


def test_every_mistake_of_a_picture_is_told_at_once(course: Path) -> None:
    change(course, STEPS, 'id="box"', 'fill="red"')
    change(course, STEPS, 'class="arrow"', 'class="red"')
    change(course, STEPS, "<text", "<b/><text")
    assert told(course) == [
        f'modules/{STEPS}:3:3: "fill" cannot stand on "rect"',
        f'modules/{STEPS}:4:3: "red" is not a class of pictures',
        f'modules/{STEPS}:5:3: "b" cannot stand in a picture',
    ]


def test_a_class_of_pictures_that_the_style_sheet_does_not_draw_would_be_seen(course: Path) -> None:
    """Every class that authors may use is drawn by the house."""
    sheet = (Path(__file__).parents[2] / "static/css/components.css").read_text(encoding="utf-8")
    for word in sorted(CLASSES):
        assert f".{word}" in sheet.split("/* Pictures:")[1].split(".terms")[0]
