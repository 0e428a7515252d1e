"""Every change carries a token; who may do it is decided before the token is looked at."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select
from werkzeug.routing import Rule

from tests.support.browser import Browser
from tests.support.cast import PASSWORD, Cast
from tests.support.story import Story
from training.core.actors import Actor
from training.core.base import Base
from training.core.roles import Permission, may
from training.people.models import LoginSession
from training.web.application import Alongside
from training.web.guards import PUBLIC

Open = Callable[..., Browser]

STALE = "This page was open for a long time"


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database, save when sessions were last seen."""
    with engine.connect() as connection:
        return {
            name: sorted(
                (
                    tuple(row)
                    for row in connection.execute(
                        select(*(column for column in table.c if column is not LoginSession.__table__.c.last_seen_at))
                    )
                ),
                key=repr,
            )
            for name, table in Base.metadata.tables.items()
        }


def forms(app: Alongside) -> list[tuple[Rule, object]]:
    """Every address that takes a form, with who may send it; not the one that changes nothing."""
    return [
        (rule, getattr(app.view_functions[rule.endpoint], "access", None))
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint != "public.check_name"
    ]


@pytest.fixture
def names(story: Story) -> dict[str, str]:
    """What stands in addresses: things of the trainee, whom the trainer may judge."""
    story.reads(story.cast.trainee, "first")
    attempt = story.begins(story.cast.trainee, "first")
    submission_id = story.reflects(story.cast.trainee)
    story.session.commit()
    return {
        "module_id": "first",
        "activity_id": "one",
        "statement_id": "values-agreement",
        "person_id": story.cast.trainee.id,
        "attempt_id": attempt.id,
        "item": attempt.items[0],
        "submission_id": submission_id,
        "token": "some",
        "service_id": "talk",
        "item_id": "restore-tried",
    }


def example(rule: Rule, names: dict[str, str]) -> str:
    """An address of this kind that names things which are there."""
    values = {argument: names[argument] for argument in rule.arguments if argument in names}
    if rule.endpoint == "learn.begin":
        values["activity_id"] = "quiz"
    if rule.endpoint.startswith("reflections."):
        values["activity_id"] = "looking-back"
    return str(rule.build(values)[1])  # type: ignore[index]


def someone_who(cast: Cast, access: object) -> Actor | None:
    """A member of the cast who may call such an endpoint; None for a public one."""
    if access == PUBLIC:
        return None
    assert isinstance(access, Permission)
    return next(who for who in (cast.trainee, cast.trainer, cast.admin) if may(who.roles, access))


@pytest.mark.parametrize("token", [None, "", "junk", "IjAi.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
def test_no_form_is_accepted_without_its_token_and_nothing_changes(
    app: Alongside, browser: Open, cast: Cast, names: dict[str, str], token: str | None
) -> None:
    browsers = {who: browser(who) for who in (None, cast.trainee, cast.trainer, cast.admin)}
    before = contents(browsers[None].engine)
    assert len(forms(app)) > 15
    for rule, access in forms(app):
        someone = browsers[someone_who(cast, access)]
        data = {"email": cast.email("trainee"), "password": PASSWORD}
        response = someone.raw(
            "POST", example(rule, names), data=data if token is None else {**data, "csrf_token": token}
        )
        assert response.status_code == 400, rule
        assert STALE in response.get_data(as_text=True), rule
    assert contents(browsers[None].engine) == before


def test_the_token_of_another_session_is_refused(browser: Open, cast: Cast) -> None:
    mine, other = browser(cast.trainee), browser(cast.trainee)
    response = mine.raw(
        "POST", "/learn/first/one/read", data={"csrf_token": other.token(), "form_key": "a-key-of-ours"}
    )
    assert response.status_code == 400


def test_a_script_that_sends_a_stale_token_is_told_so_in_json(browser: Open, cast: Cast) -> None:
    response = browser(cast.trainee).raw(
        "POST", "/learn/first/looking-back/draft", data={}, headers={"Accept": "application/json"}
    )
    assert response.status_code == 400
    assert response.get_json() == {
        "error": "To keep you safe we could not accept it. Go back, load the page again, and send it once more."
    }


def test_a_refused_form_is_told_in_the_house_style(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    someone.token()
    page = someone.post("/learn/first/one/read", {"csrf_token": "junk"}, status=400)
    assert page.heading == STALE


def test_a_form_made_by_another_site_is_refused_even_with_the_cookie(browser: Open, cast: Cast) -> None:
    response = browser(cast.trainee).raw(
        "POST",
        "/learn/first/one/read",
        data="form_key=a-key-of-ours",
        content_type="text/plain",
        headers={"Origin": "https://evil.example", "Referer": "https://evil.example/"},
    )
    assert response.status_code == 400


def test_a_strangers_form_without_a_token_meets_the_guard_and_not_the_token(
    app: Alongside, browser: Open, cast: Cast, names: dict[str, str]
) -> None:
    visitor = browser()
    for rule, access in forms(app):
        if access == PUBLIC:
            continue
        assert isinstance(access, Permission)
        assert visitor.raw("POST", example(rule, names)).status_code == 303, rule
        for stranger in (cast.trainee, cast.trainer, cast.admin):
            if not may(stranger.roles, access):
                assert browser(stranger).raw("POST", example(rule, names)).status_code == 404, (rule, stranger.name)


def test_looking_needs_no_token(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    for method in ("GET", "HEAD", "OPTIONS"):
        assert someone.raw(method, "/learn").status_code == 200


def test_a_form_about_something_of_another_is_not_found_with_or_without_a_token(
    browser: Open, cast: Cast, names: dict[str, str]
) -> None:
    for stranger, paths in {
        cast.other_trainee: ["/attempts/{attempt_id}/responses/{item}", "/attempts/{attempt_id}/hand-in"],
        cast.other_trainer: [
            "/reviews/{submission_id}",
            "/people/{person_id}/observations/new",
            "/people/{person_id}/readiness/new",
        ],
    }.items():
        someone = browser(stranger)
        for path in paths:
            there, nowhere = path.format(**names), path.format(**dict.fromkeys(names, "some"))
            answer = {"save_id": "a-key-of-ours", "page_id": "a-key-of-ours", "answer": "a"}
            for data in ({}, {"csrf_token": "junk"}, {"csrf_token": someone.token(), **answer}):
                assert someone.raw("POST", there, data=data).status_code == 404, there
                assert someone.raw("POST", nowhere, data=data).status_code == 404, nowhere


def test_no_method_but_the_declared_ones_reaches_a_form(
    app: Alongside, browser: Open, cast: Cast, names: dict[str, str]
) -> None:
    browsers = {who: browser(who) for who in (None, cast.trainee, cast.trainer, cast.admin)}
    for rule, access in forms(app):
        someone = browsers[someone_who(cast, access)]
        for method in ("PUT", "PATCH", "DELETE"):
            assert someone.raw(method, example(rule, names)).status_code == 405, (method, rule)
