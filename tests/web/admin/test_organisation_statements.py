"""The words that people sign: the course's until the charity writes its own."""

import re
from collections.abc import Callable

import pytest

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.page import Page
from training.web.admin.organisation_forms import LINES

Open = Callable[..., Browser]
PATH = "/admin/organisation/statements/values-agreement"

OWN = {
    "seen": "0",
    "introduction": "Our own words.",
    "title_1": "Kindness",
    "says_1": "We are kind.",
    "title_3": "Time",
    "says_3": "We give each other time.",
    "promise": "I promise to try.",
}


def blamed(page: Page) -> list[str]:
    return re.findall(r'id="([a-z_0-9]+)-error"', page.html)


def test_the_form_opens_with_the_words_as_they_stand(browser: Open, cast: Cast) -> None:
    page = browser(cast.admin).get(PATH)
    assert page.value("title_1") == "Safety"
    assert "We look after each other." in page.html
    assert "These are only for tests." in page.text
    assert "Default words" in browser(cast.admin).get("/admin/organisation").text


def test_own_words_are_what_people_read_and_sign(browser: Open, cast: Cast) -> None:
    admin, trainee = browser(cast.admin), browser(cast.trainee)
    assert admin.post(PATH, OWN).location == "/admin/organisation"
    page = trainee.get("/declarations/values-agreement")
    for words in ("Our own words.", "Kindness", "We are kind.", "Time", "I promise to try."):
        assert words in page.text
    for words in ("Safety", "These are only for tests."):
        assert words not in page.text
    assert page.text.index("Kindness") < page.text.index("Time")
    form = {name: page.value(name) for name in ("form_key", "words_digest")}
    assert trainee.post("/declarations/values-agreement", form).location == "/progress"
    assert "Signed" in trainee.get("/declarations/values-agreement").text
    assert "Default words" not in admin.get("/admin/organisation").text


def test_each_line_of_an_introduction_is_a_paragraph(browser: Open, cast: Cast) -> None:
    browser(cast.admin).post(PATH, {**OWN, "introduction": "Our own words.\r\n\r\nPlease <b>read</b> them."})
    html = browser(cast.trainee).get("/declarations/values-agreement").html
    assert re.findall(r'<p class="measure">(.*?)</p>', html) == [
        "Our own words.",
        "Please &lt;b&gt;read&lt;/b&gt; them.",
    ]


def test_whoever_had_the_old_words_open_reads_the_new_ones_before_signing(browser: Open, cast: Cast) -> None:
    trainee = browser(cast.trainee)
    page = trainee.get("/declarations/values-agreement")
    form = {name: page.value(name) for name in ("form_key", "words_digest")}
    browser(cast.admin).post(PATH, OWN)
    assert trainee.post("/declarations/values-agreement", form).location == "/declarations/values-agreement"
    again = trainee.get("/declarations/values-agreement")
    assert "The words have just been changed." in again.text
    assert "I agree and sign" in again.text


def test_who_has_signed_stays_signed(browser: Open, cast: Cast) -> None:
    trainee = browser(cast.trainee)
    page = trainee.get("/declarations/values-agreement")
    trainee.post("/declarations/values-agreement", {n: page.value(n) for n in ("form_key", "words_digest")})
    browser(cast.admin).post(PATH, OWN)
    assert "✓ Signed" in trainee.get("/declarations/values-agreement").text


def test_default_words_are_confirmed_by_saving_them(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    words = {"introduction": "Please read.", "title_1": "Safety", "says_1": "We look after each other.",
             "promise": "I will uphold these values.", "seen": "0"}  # fmt: skip
    admin.post(PATH, words)
    assert "These are only for tests." not in browser(cast.trainee).get("/declarations/values-agreement").text


def test_a_line_is_removed_by_emptying_it(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    admin.post(PATH, OWN)
    page = admin.get(PATH)
    assert [page.value(f"title_{number}") for number in (1, 2, 3)] == ["Kindness", "Time", ""]
    admin.post(PATH, {**OWN, "seen": page.value("seen"), "title_1": "", "says_1": " "})
    text = browser(cast.trainee).get("/declarations/values-agreement").text
    assert "Kindness" not in text
    assert "Time" in text


def test_twelve_lines_are_taken_and_a_thirteenth_is_ignored(browser: Open, cast: Cast) -> None:
    lines = {f"{part}_{number}": f"{part} {number}." for number in range(1, 15) for part in ("title", "says")}
    browser(cast.admin).post(PATH, {**OWN, **lines})
    text = browser(cast.trainee).get("/declarations/values-agreement").text
    assert f"says {LINES}." in text
    assert f"says {LINES + 1}." not in text


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"introduction": ""}, ["introduction"]),
        ({"promise": " "}, ["promise"]),
        ({"title_1": "", "says_1": "", "title_3": "", "says_3": ""}, ["title_1"]),
        ({"says_3": ""}, ["says_3"]),
        ({"title_1": ""}, ["title_1"]),
        ({"title_1": "x" * 121}, ["title_1"]),
        ({"says_1": "x" * 2001}, ["says_1"]),
        ({"says_12": "a\x00b", "title_12": "a"}, ["says_12"]),
        ({"title_12": "a\u202eb", "says_12": "a"}, ["title_12"]),
        ({"promise": "\u200b"}, ["promise"]),
    ],
)
def test_what_will_not_do_is_told_beside_its_field_and_all_that_was_typed_is_kept(
    browser: Open, cast: Cast, typed: dict[str, str], where: list[str]
) -> None:
    page = browser(cast.admin).post(PATH, {**OWN, **typed}, status=422)
    assert blamed(page) == where
    if "title_3" not in typed:
        assert page.value("title_3") == "Time"
    assert "Safety" in browser(cast.trainee).get("/declarations/values-agreement").text


def test_hostile_words_stay_text(browser: Open, cast: Cast) -> None:
    hostile = "<script>alert(1)</script>{{ 7*7 }}"
    browser(cast.admin).post(PATH, {**OWN, **dict.fromkeys(("introduction", "title_1", "says_1", "promise"), hostile)})
    page = browser(cast.trainee).get("/declarations/values-agreement")
    assert page.text.count(hostile) == 4
    assert "<script>alert" not in page.html


def test_a_service_that_is_named_in_the_words_is_live_in_them(browser: Open, cast: Cast) -> None:
    browser(cast.admin).post(PATH, {**OWN, "says_1": "We call {{ service.talk }} or {{ service.nobody }}."})
    page = browser(cast.trainee).get("/declarations/values-agreement")
    assert "tel:08000000000" in page.links
    assert "our support page" in page.text


def test_a_statement_that_the_course_does_not_have_cannot_be_set(browser: Open, cast: Cast) -> None:
    browser(cast.admin).post("/admin/organisation/statements/nothing", OWN, status=404)
