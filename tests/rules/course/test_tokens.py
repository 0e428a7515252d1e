"""Service tokens become the live name and number, and nothing else."""

import json
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.core.nations import Nation
from training.course.directory import Directory
from training.course.tokens import fill, fill_text, name_services, services_named, sms, tel

SUPPORT = '<a href="/support">our support page</a>'


def directory(**more: Any) -> Directory:
    """Two services: `talk` with a phone (or as given), `type` with a text number."""
    shared = {"for": "Anyone.", "nations": ["england"], "urgency": "talk", "hours": "Always"}
    rest = {**shared, "url": "https://example.org/x", "last_checked": "2026-11-01"}
    services = [
        {"id": "talk", "name": "Talk Line", "phone": "0800 000 0000", **rest, **more},
        {"id": "type", "name": "Type Line", "text": {"word": "HELLO", "to": "85999"}, **rest},
    ]
    return Directory.model_validate_json(json.dumps({"services": services}))


SMALL = directory()
ENGLAND = Nation.ENGLAND


class Links(HTMLParser):
    """The links of a text, and the words around and in them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str | None, str]] = []
        self.words = ""
        self.tags: list[str] = []
        self._href: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self._href = dict(attrs).get("href")
            self.found.append((self._href, ""))

    def handle_endtag(self, tag: str) -> None:
        self._href = None if tag == "a" else self._href

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._href is not None:
            self.found[-1] = (self._href, self.found[-1][1] + data)


def links(html: str) -> list[tuple[str | None, str]]:
    return Links(html).found


TALK = ("tel:08000000000", "Talk Line: 0800 000 0000")
TYPE = ("sms:85999", "Type Line: text HELLO to 85999")


def test_a_token_becomes_the_name_and_a_link_that_calls() -> None:
    filled = fill("<p>Call {{ service.talk }} now.</p>", SMALL, ENGLAND)
    assert links(filled) == [TALK]
    assert Links(filled).words == "Call Talk Line: 0800 000 0000 now."


def test_a_service_that_is_texted_becomes_a_link_that_texts() -> None:
    assert links(fill("{{ service.type }}", SMALL, ENGLAND)) == [TYPE]


def test_a_text_number_without_a_word_is_told_without_one() -> None:
    plain = directory(phone=None, text={"to": "88247"})
    assert links(fill("{{ service.talk }}", plain, ENGLAND)) == [("sms:88247", "Talk Line: text to 88247")]


def test_a_service_with_both_is_called() -> None:
    both = directory(text={"to": "88247"})
    assert fill("{{ service.talk }}", both, ENGLAND) == fill("{{ service.talk }}", SMALL, ENGLAND)


@pytest.mark.parametrize("token", ["{{service.talk}}", "{{ service.talk }}", "{{   service.talk\t}}"])
def test_spaces_inside_the_braces_do_not_matter(token: str) -> None:
    assert fill(token, SMALL, ENGLAND) == fill("{{ service.talk }}", SMALL, ENGLAND)


def test_every_token_of_a_text_is_filled() -> None:
    filled = fill("{{ service.talk }} or {{ service.type }} or {{ service.talk }}", SMALL, ENGLAND)
    assert links(filled) == [TALK, TYPE, TALK]
    assert "{{" not in filled


def test_a_service_that_is_gone_points_to_the_support_page() -> None:
    assert fill("Call {{ service.gone }}.", SMALL, ENGLAND) == f"Call {SUPPORT}."


@pytest.mark.parametrize("text", ["", "No token.", "{{ service }}", "{{ Service.talk }}", "{ service.talk }", "}} {{"])
def test_what_is_no_token_is_left_as_it_is(text: str) -> None:
    assert fill(text, SMALL, ENGLAND) == text


def test_a_name_with_markup_cannot_become_markup() -> None:
    name = 'Tea & <script>alert("x")</script>'
    filled = fill("{{ service.talk }}", directory(name=name), ENGLAND)
    assert links(filled) == [("tel:08000000000", f"{name}: 0800 000 0000")]
    assert "script" not in Links(filled).tags


def test_a_word_to_text_with_markup_cannot_become_markup() -> None:
    word = '"><img src=x>'
    filled = fill("{{ service.talk }}", directory(phone=None, text={"word": word, "to": "85999"}), ENGLAND)
    assert links(filled) == [("sms:85999", f"Talk Line: text {word} to 85999")]
    assert "img" not in Links(filled).tags


def test_a_name_that_holds_a_token_is_not_filled_again() -> None:
    nested = directory(name="{{ service.type }}")
    assert "85999" not in fill("{{ service.talk }}", nested, ENGLAND)


@given(digits=st.from_regex(r"[0-9][0-9 ]{1,14}[0-9]", fullmatch=True))
@settings(deadline=None)
def test_the_link_calls_exactly_the_number_that_is_shown(digits: str) -> None:
    assert links(fill("{{ service.talk }}", directory(phone=digits), ENGLAND)) == [
        ("tel:" + "".join(digits.split()), f"Talk Line: {digits}")
    ]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Is 2 < 3 & 4 > 1?", "Is 2 &lt; 3 &amp; 4 &gt; 1?"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("“Don't tell anyone?”", "“Don't tell anyone?”"),
        ("{{ service.gone }}", SUPPORT),
        ("", ""),
    ],
)
def test_plain_text_is_escaped_before_its_tokens_are_filled(text: str, filled: str) -> None:
    assert fill_text(text, SMALL, ENGLAND) == filled


def test_hostile_text_beside_a_token_stays_text_and_the_token_is_filled() -> None:
    hostile = '<img src=x onerror="go()"> '
    filled = fill_text(hostile + "{{ service.talk }}", SMALL, ENGLAND)
    assert Links(filled).words == hostile + TALK[1]
    assert links(filled) == [TALK]
    assert "img" not in Links(filled).tags


@given(text=st.text())
@settings(deadline=None)
def test_text_without_tokens_comes_back_as_the_same_words(text: str) -> None:
    filled = fill_text(text, SMALL, ENGLAND)
    if not services_named(text):
        assert "<" not in filled
        assert unescape(filled) == text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Call {{ service.talk }} & wait.", "Call Talk Line & wait."),
        ("{{ service.gone }}", "a support service"),
        ("<b>{{ service.type }}</b>", "<b>Type Line</b>"),
        ("Nothing here.", "Nothing here."),
    ],
)
def test_names_alone_stand_in_plain_text(text: str, named: str) -> None:
    assert name_services(text, SMALL, ENGLAND) == named


def test_the_tokens_of_a_text_are_told_in_order() -> None:
    assert services_named("{{ service.b }} {{number.a}} {{ service.b }}") == [
        ("service", "b"),
        ("number", "a"),
        ("service", "b"),
    ]


def test_addresses_hold_digits_only() -> None:
    assert tel("0800 58 58 58") == "tel:0800585858"
    assert tel("999") == "tel:999"
    assert sms("85258") == "sms:85258"


def by_nation() -> Directory:
    """One urgent line for England and Wales, one for each of the others; GPs by an address alone."""
    shared = {"for": "Anyone.", "urgency": "urgent", "hours": "Always", "last_checked": "2026-11-01"}
    page = {"url": "https://example.org/x"}
    services = [
        {"id": "one", "name": "Line One", "phone": "111", "nations": ["england", "wales"], "role": "urgent"},
        {"id": "two", "name": "Line Two", "phone": "222", "nations": ["scotland"], "role": "urgent"},
        {"id": "three", "name": "Line Three", "phone": "333", "nations": ["northern-ireland"], "role": "urgent"},
        {"id": "gp", "name": "Find a GP", "nations": [nation.value for nation in Nation], "role": "gp-and-services"},
    ]
    return Directory.model_validate_json(json.dumps({"services": [{**shared, **page, **each} for each in services]}))


NATIONAL = by_nation()


@pytest.mark.parametrize(
    ("nation", "link"),
    [
        (Nation.ENGLAND, ("tel:111", "Line One: 111")),
        (Nation.WALES, ("tel:111", "Line One: 111")),
        (Nation.SCOTLAND, ("tel:222", "Line Two: 222")),
        (Nation.NORTHERN_IRELAND, ("tel:333", "Line Three: 333")),
    ],
)
def test_a_nations_token_becomes_the_service_of_the_readers_nation(nation: Nation, link: tuple[str, str]) -> None:
    assert links(fill("<p>{{ nation.urgent }}</p>", NATIONAL, nation)) == [link]
    assert links(fill_text("{{ nation.urgent }}", NATIONAL, nation)) == [link]
    assert name_services("{{ nation.urgent }}", NATIONAL, nation) == link[1].split(":")[0]


def test_a_service_without_a_number_is_a_link_to_its_own_page() -> None:
    assert links(fill("{{ nation.gp-and-services }}", NATIONAL, ENGLAND)) == [("https://example.org/x", "Find a GP")]


@pytest.mark.parametrize("token", ["{{ nation.domestic-abuse }}", "{{ nation.nonsense }}", "{{ nation.one }}"])
def test_a_role_that_nobody_has_today_points_to_support(token: str) -> None:
    assert fill(token, NATIONAL, ENGLAND) == SUPPORT
    assert name_services(token, NATIONAL, ENGLAND) == "a support service"


def test_an_id_that_is_also_a_role_is_not_mixed_up_with_it() -> None:
    assert fill("{{ service.urgent }}", NATIONAL, ENGLAND) == SUPPORT


LAW = """<div class="box law"><p>All.</p>
<p class="nation-shown"></p>
<details class="nation england"><summary>In England</summary></details>
<details class="nation wales"><summary>In Wales</summary></details>
</div>"""


@pytest.mark.parametrize("nation", [Nation.ENGLAND, Nation.WALES])
def test_the_readers_own_nation_is_open_and_named_and_no_other(nation: Nation) -> None:
    filled = fill(LAW, NATIONAL, nation)
    assert f'<details class="nation {nation}" open><summary>In {nation.words}</summary>' in filled
    assert filled.count(" open>") == 1
    assert f'<p class="nation-shown">We show {nation.words}. Open another nation' in filled


def test_the_stored_words_are_the_same_for_every_nation() -> None:
    before = LAW
    for nation in Nation:
        fill(LAW, NATIONAL, nation)
    assert before == LAW
    assert fill('<details class="answer"></details>', NATIONAL, ENGLAND) == '<details class="answer"></details>'
