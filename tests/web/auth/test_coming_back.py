from collections.abc import Callable
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from werkzeug.routing import Rule

from tests.support.browser import Browser
from tests.support.cast import PASSWORD, Cast
from training.web.application import Alongside
from training.web.guards import PUBLIC

Open = Callable[..., Browser]

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "https://evil.example/learn",
    "HTTP://evil.example",
    "https:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/learn\\..\\..\\evil",
    "/\t/evil.example",
    "/\n/evil.example",
    "/learn\r\nSet-Cookie: a=b",
    "\x00/learn",
    "/\x1f/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "learn",
    "",
]
OWN = ["/progress", "/learn/first?from=mail", "/people/somebody", "/learn/first/one#a-heading"]


def next_of(location: str) -> str:
    """Where a redirect to the sign-in page wants to return to."""
    parts = urlsplit(location)
    assert parts.path == "/sign-in"
    assert not parts.netloc
    return parse_qs(parts.query)["next"][0]


def signs_in(browser: Open, cast: Cast, target: str) -> str:
    """Where somebody lands whose form carried this next."""
    page = browser().post("/sign-in", {"email": cast.email("trainee"), "password": PASSWORD, "next": target})
    return page.location


def test_a_next_that_is_no_path_of_ours_leads_home(browser: Open, cast: Cast) -> None:
    assert {target: signs_in(browser, cast, target) for target in ELSEWHERE} == dict.fromkeys(ELSEWHERE, "/learn")


def test_someone_signed_in_is_not_sent_elsewhere_either(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    for target in ELSEWHERE:
        response = someone.raw("GET", "/sign-in", query_string={"next": target})
        assert (response.status_code, response.headers["Location"]) == (303, "/learn"), target


def test_the_form_does_not_carry_a_next_that_leads_elsewhere(browser: Open) -> None:
    visitor = browser()
    for target in ELSEWHERE:
        page = visitor.raw("GET", "/sign-in", query_string={"next": target}).get_data(as_text=True)
        assert "evil" not in page, target
        assert 'name="next" type="hidden" value=""' in page, target


def test_a_next_that_is_our_own_path_is_followed(browser: Open, cast: Cast) -> None:
    assert {target: signs_in(browser, cast, target) for target in OWN} == {target: target for target in OWN}


def test_of_two_nexts_the_first_counts_and_is_checked(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    assert someone.get("/sign-in?next=/progress&next=//evil.example", status=303).location == "/progress"
    assert someone.get("/sign-in?next=//evil.example&next=/progress", status=303).location == "/learn"


def test_a_visitor_at_a_private_address_comes_back_to_it_after_signing_in(browser: Open, cast: Cast) -> None:
    visitor = browser()
    to_sign_in = visitor.get("/learn/first?from=mail", status=303)
    form = visitor.get(to_sign_in.location)
    assert form.value("next") == "/learn/first?from=mail"
    again = visitor.post(
        "/sign-in",
        {"email": cast.email("trainee"), "password": "wrong password here", "next": form.value("next")},
        status=422,
    )
    assert again.value("next") == "/learn/first?from=mail"
    there = visitor.post(
        "/sign-in", {"email": cast.email("trainee"), "password": PASSWORD, "next": again.value("next")}
    )
    assert there.location == "/learn/first?from=mail"
    assert visitor.get(there.location).heading == "First module"


def test_a_visitor_cannot_tell_whether_the_thing_named_exists(browser: Open, cast: Cast) -> None:
    visitor = browser()
    for path in (f"/people/{cast.trainee.id}", "/people/nobody", "/learn/no-such-module", "/attempts/none"):
        assert next_of(visitor.get(path, status=303).location) == path


def test_an_address_of_no_kind_is_not_found_for_a_visitor(browser: Open) -> None:
    visitor = browser()
    assert visitor.get("/no-such-address", status=404).location == ""
    assert visitor.raw("POST", "/no-such-address").status_code == 404


def test_a_visitors_head_request_is_sent_to_sign_in(browser: Open) -> None:
    response = browser().raw("HEAD", "/progress")
    assert response.status_code == 303
    assert next_of(response.headers["Location"]) == "/progress"


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("/learn/first/one/read", "/learn/first/one"),
        ("/learn/first/quiz/begin", "/learn/first/quiz"),
        ("/declarations/values-agreement", "/declarations/values-agreement"),
        ("/admin/people/some/link", "/admin/people/some"),
        ("/account", "/account"),
    ],
)
def test_a_visitors_form_comes_back_to_the_page_it_stood_on(browser: Open, path: str, back: str) -> None:
    page = browser().post(path, {"anything": "typed"}, status=303)
    assert next_of(page.location) == back


def _example(rule: Rule) -> str:
    """An address of this kind; nothing needs to be there."""
    return str(rule.build(dict.fromkeys(rule.arguments, "some"))[1])  # type: ignore[index]


def test_wherever_a_visitor_posts_the_next_opens_with_get(app: Alongside, browser: Open) -> None:
    visitor = browser()
    adapter = app.url_map.bind("")
    private = [
        rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and getattr(app.view_functions[rule.endpoint], "access", None) != PUBLIC
    ]
    assert len(private) > 10
    for rule in private:
        response = visitor.raw("POST", _example(rule))
        assert response.status_code == 303, rule
        back = next_of(response.headers["Location"])
        assert adapter.match(back, method="GET"), rule
        assert urlsplit(urljoin("http://localhost/sign-in", back)).netloc == "localhost"
