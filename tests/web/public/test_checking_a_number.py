"""Checking a number that is no certificate's: what was typed, and what is wrong with it."""

from collections.abc import Callable
from urllib.parse import quote, urljoin, urlsplit

from tests.support.browser import Browser
from tests.support.page import Page
from training.certification.numbers import check_of, grouped, new_number

Open = Callable[..., Browser]

BODY = "7K3Q9XWD2MTA"
GOOD = BODY + check_of(BODY)
UNKNOWN = "There is no certificate with this number"
MISTYPED = "This number is not quite right"
MALFORMED = "This is not a certificate number"


def check(visitor: Browser, typed: str) -> Page:
    """Types something into the form and goes where a browser would be led."""
    response = visitor.raw("GET", "/verify", query_string={"number": typed})
    address = "http://localhost/verify"
    for _ in range(4):
        if response.status_code not in (301, 302, 303, 308):
            break
        address = urljoin(address, response.headers["Location"])
        parts = urlsplit(address)
        assert parts.netloc == "localhost", address
        response = visitor.raw("GET", parts.path)
    page = Page(typed, response)
    page.check()
    return page


def test_the_form_asks_for_the_number(browser: Open) -> None:
    page = browser().get("/verify")
    assert page.heading == "Check a certificate"
    assert "Something needs another look" not in page.text


def test_nothing_typed_is_blamed_beside_the_field(browser: Open) -> None:
    visitor = browser()
    for typed in ("", " ", " \t "):
        page = check(visitor, typed)
        assert page.status == 200
        assert 'id="number-error"' in page.html
        assert "Type the number that is printed on the certificate." in page.text
        assert page.reader.title.startswith("Error: ")


def test_a_number_may_be_typed_as_printed_in_small_letters_or_with_letters_that_are_misread(browser: Open) -> None:
    visitor = browser()
    body = "01" + BODY[2:]
    number = body + check_of(body)
    for typed in (
        number,
        grouped(number),
        f"  {grouped(number).lower()}  ",
        "-".join(grouped(number).split()),
        number.replace("0", "O", 1).replace("1", "l", 1),
        number.replace("0", "o", 1).replace("1", "I", 1),
        grouped(number).replace(" ", "\u00a0"),
    ):
        page = check(visitor, typed)
        assert (page.status, page.heading) == (404, UNKNOWN), typed


def test_one_wrong_character_or_two_that_changed_places_is_noticed(browser: Open) -> None:
    visitor = browser()
    wrong_end = GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1")
    for typed in (wrong_end, "K7" + GOOD[2:], GOOD[:-2] + GOOD[:-3:-1], "0" * 13 + "1"):
        page = check(visitor, typed)
        assert (page.status, page.heading) == (404, MISTYPED), typed
        assert "Compare it with the certificate and try again." in page.text


def test_a_number_that_nobody_issued_is_told_as_unknown(browser: Open) -> None:
    page = check(browser(), new_number())
    assert (page.status, page.heading) == (404, UNKNOWN)
    assert "If it is the same, the certificate is not one of ours." in page.text


NOT_NUMBERS = [
    "hello",
    GOOD[:-1],
    GOOD + "A",
    "U" * 14,
    "7K3Q/9XWD/2MTA/5V",
    "/",
    "//evil.example",
    "a//b",
    "..",
    ".",
    "../admin",
    "a/../../sign-in",
    "\\",
    "?number=1",
    "#5",
    "%2F",
    "%00",
    "\x00",
    "ü🦉ß",
    "１２３４５６７８９０１２３４",
    "٠" * 14,
    "----",
    "' OR 1=1 --",
    "{{ 7*7 }}",
    "\u202eabc",
    "x" * 60,
]


def test_whatever_is_typed_is_told_not_to_be_a_number(browser: Open) -> None:
    visitor = browser()
    for typed in NOT_NUMBERS:
        page = check(visitor, typed)
        assert (page.status, page.heading) == (404, MALFORMED), typed


def test_what_was_typed_stands_in_the_form_to_be_put_right(browser: Open) -> None:
    """Whoever mistyped one of fourteen characters need not type them all again."""
    visitor = browser()
    for typed in ("hello, is it valid?", "oil lamp 10", "7k3q 9xwd", GOOD[:-1] + "U", GOOD):
        page = check(visitor, typed)
        assert page.value("number") == typed
        assert "Check again" in page.text


def test_html_that_was_typed_stays_text(browser: Open) -> None:
    visitor = browser()
    hostile = "<script>alert(1)</script>"
    for page in (
        check(visitor, hostile),
        Page("", visitor.raw("GET", f"/verify/{quote(hostile)}")),
        Page("", visitor.raw("GET", "/verify", query_string={"number": '"><script>' + "x" * 60})),
    ):
        page.check()
        assert "<script>alert" not in page.html.lower()
        assert "<script>xx" not in page.html


def test_something_too_long_is_told_not_to_be_a_number_and_repeated_only_in_part(browser: Open) -> None:
    visitor = browser()
    for typed in ("x" * 61, "7" * 5000, GOOD * 10):
        for page in (check(visitor, typed), visitor.get(f"/verify/{typed}", status=404)):
            assert (page.status, page.heading) == (404, MALFORMED)
            assert typed not in page.html
            assert page.value("number") == typed[:60]


def test_of_two_numbers_the_first_is_checked(browser: Open) -> None:
    response = browser().raw("GET", f"/verify?number={GOOD}&number=hello")
    assert response.headers["Location"] == f"/verify/{GOOD}"


def test_a_check_is_never_kept_in_a_cache(browser: Open) -> None:
    assert browser().raw("GET", f"/verify/{GOOD}").headers["Cache-Control"] in ("no-cache", "no-store")
