import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.page import Page
from training.core.roles import Role
from training.people.models import OneTimeLink, Person, PersonState
from training.people.queries import roles_of

Open = Callable[..., Browser]

NEW = "four quiet words here"


def form(**instead: Any) -> dict[str, Any]:
    return {
        "form_key": "a-key-of-ours",
        "name": "Nell New",
        "email": "nell@example.org",
        "roles": ["trainee"],
        **instead,
    }


def blamed(page: Page, field: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.html)
    return unescape(found[1]) if found else ""


def link(page: Page) -> str:
    """The one-time link of a page, as a path."""
    found = re.search(r'id="link">([^<]*)<', page.html)
    assert found is not None
    return found[1].strip().removeprefix("http://localhost")


def named(someone: Browser, email: str = "nell@example.org") -> list[Person]:
    with Session(someone.engine) as session:
        return list(session.scalars(select(Person).where(Person.email == email)))


def chosen(page: Page) -> set[str]:
    return {control["value"] for control in page.reader.controls if "checked" in control}


def test_someone_who_was_added_gets_a_link_that_makes_them_at_home(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    page = admin.post("/admin/people/new", form(trainee_of=[cast.cohort_id]), status=200)
    assert page.heading == "A link for Nell New"
    assert "It is shown only now, works once, and lasts seven days." in page.text
    visitor = browser()
    assert visitor.get(link(page)).heading == "Welcome, Nell"
    assert visitor.post(link(page), {"password": NEW, "again": NEW}).location == "/learn"
    assert "ask Second or Trainer" in visitor.get("/learn").text
    visitor.get("/admin", status=404)


def test_someone_who_was_added_stands_in_the_list_as_invited(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    admin.post("/admin/people/new", form(roles=["trainee", "trainer"], trainee_of=[cast.cohort_id]), status=200)
    assert "Nell New nell@example.org Trainee, Trainer Autumn Invited" in admin.get("/admin/people").text
    assert "Nell New" in browser(cast.trainer).get(f"/cohorts/{cast.cohort_id}").text


@pytest.mark.parametrize(
    ("role", "words"), [("trainee", "so no trainer looks after them"), ("trainer", "so they look after nobody")]
)
def test_someone_who_is_in_no_cohort_is_told_of_with_the_way_to_one(
    browser: Open, cast: Cast, role: str, words: str
) -> None:
    admin = browser(cast.admin)
    page = admin.post("/admin/people/new", form(roles=[role]), status=200)
    assert f"Nell is in no cohort yet, {words}." in page.text
    assert f"/admin/people/{named(admin)[0].id}" in page.links
    assert f"Nell New nell@example.org {role.capitalize()} None yet Invited" in admin.get("/admin/people").text


def test_who_needs_no_cohort_is_not_asked_for_one(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    assert "no cohort yet" not in admin.post("/admin/people/new", form(roles=["admin"]), status=200).text
    assert "no cohort yet" not in admin.post(f"/admin/people/{cast.trainee.id}/link", status=200).text
    assert "None yet" not in admin.get("/admin/people").text.split("Nell New")[1].split("Invited")[0]


def test_an_address_is_kept_in_small_letters_and_a_name_on_one_line(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    admin.post("/admin/people/new", form(name="  Nell \t O'New-Ørsted ", email=" NELL@Example.ORG "), status=200)
    assert [person.name for person in named(admin)] == ["Nell O'New-Ørsted"]


ADDRESS = "That does not look like an e-mail address"
WILL_NOT_DO = [
    ("name", "", "Type the person's name."),
    ("name", "   ", "Type the person's name."),
    ("name", "\u200b\u2060", "Type the person's name."),
    ("name", "x" * 121, "Use at most 120 characters."),
    ("name", "a\x00b", "This has characters that cannot be used."),
    ("name", "a\u202eb", "This has characters that cannot be used."),
    ("email", "", "Type the person's e-mail address."),
    ("email", "nell", ADDRESS),
    ("email", "nell@", ADDRESS),
    ("email", "nell@example", ADDRESS),
    ("email", "nell@example.org, ned@example.org", ADDRESS),
    ("email", "Nell <nell@example.org>", ADDRESS),
    ("email", "nell@example.org\nBcc: all@example.org", ADDRESS),
    ("email", "nell\x00@example.org", ADDRESS),
    ("email", "trainee@example.org", "Somebody with this e-mail address is already here."),
    ("email", "TRAINEE@EXAMPLE.ORG", "Somebody with this e-mail address is already here."),
]


def test_what_will_not_do_is_blamed_and_the_rest_is_kept(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    for field, typed, sentence in WILL_NOT_DO:
        page = admin.post("/admin/people/new", form(**{field: typed}, trainee_of=[cast.cohort_id]), status=422)
        assert blamed(page, field).startswith(sentence), (field, typed)
        assert page.html.count('class="error"') == 1
        assert chosen(page) == {"trainee", cast.cohort_id}
        other = {"name": "email", "email": "name"}[field]
        assert page.value(other) == form()[other]
    assert named(admin) == []


@pytest.mark.parametrize(
    ("roles", "trainee_of", "trainer_of", "field", "sentence"),
    [
        ([], False, False, "roles", "Choose at least one role."),
        (["trainee"], False, True, "trainer_of", "Someone who looks after a cohort needs the role of trainer."),
        (["trainer"], True, False, "trainee_of", "Someone in a cohort as a trainee needs the role of trainee."),
        (
            ["trainee", "trainer"],
            True,
            True,
            "trainer_of",
            "Nobody can be trainer of a cohort in which they are a trainee.",
        ),
    ],
)
def test_roles_and_cohorts_must_go_together(
    browser: Open, cast: Cast, roles: list[str], trainee_of: bool, trainer_of: bool, field: str, sentence: str
) -> None:
    admin = browser(cast.admin)
    data = form(roles=roles, trainee_of=[cast.cohort_id] * trainee_of, trainer_of=[cast.cohort_id] * trainer_of)
    page = admin.post("/admin/people/new", data, status=422)
    assert blamed(page, field) == sentence
    assert page.value("name") == "Nell New"
    assert named(admin) == []


def test_a_role_or_a_cohort_that_there_is_not_is_refused(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    for instead in ({"roles": ["owner"]}, {"roles": ["trainee", "<b>"]}, {"roles": ["Admin"]}):
        admin.post("/admin/people/new", form(**instead), status=422)
    admin.post("/admin/people/new", form(trainee_of=["nowhere"]), status=422)
    assert named(admin) == []


def test_the_same_form_sent_twice_adds_one_person_and_shows_a_link_that_works(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    key = admin.get("/admin/people/new").value("form_key")
    first = admin.post("/admin/people/new", form(form_key=key), status=200)
    again = admin.post("/admin/people/new", form(form_key=key), status=200)
    assert len(named(admin)) == 1
    assert link(first) != link(again)
    browser().get(link(first), status=404)
    browser().get(link(again))


def test_the_same_person_on_another_form_is_told_to_be_here_already(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    admin.post("/admin/people/new", form(), status=200)
    page = admin.post("/admin/people/new", form(form_key="another-key-of-ours", name="Someone Else"), status=422)
    assert blamed(page, "email") == "Somebody with this e-mail address is already here."
    assert [person.name for person in named(admin)] == ["Nell New"]


def test_a_link_is_shown_once_and_kept_only_as_a_digest(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    page = admin.post("/admin/people/new", form(), status=200)
    secret = link(page).rsplit("/", 1)[1]
    (person,) = named(admin)
    for path in ("/admin/people", f"/admin/people/{person.id}", "/admin/people/new", f"/people/{person.id}"):
        assert secret not in admin.get(path).html
    with Session(admin.engine) as session:
        (kept,) = session.scalars(select(OneTimeLink))
    assert secret not in str(vars(kept))
    assert page.response.headers["Cache-Control"] == "no-store"


def test_an_admin_cannot_choose_a_password_or_a_state_for_somebody(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    admin.post(
        "/admin/people/new",
        form(password=NEW, password_hash=NEW, state="active", id="chosen", created_at="2020-01-01", role="admin"),
        status=200,
    )
    (person,) = named(admin)
    assert (person.state, person.password_hash) == (PersonState.INVITED, None)
    assert person.id != "chosen"
    with Session(admin.engine) as session:
        assert roles_of(session, person.id) == {Role.TRAINEE}
    browser().post("/sign-in", {"email": "nell@example.org", "password": NEW}, status=422)
