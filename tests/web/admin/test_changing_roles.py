import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.page import Page
from training.core.roles import Role
from training.people.cohorts import cohort_ids_of
from training.people.models import CohortPart
from training.people.queries import roles_of

Open = Callable[..., Browser]


def blamed(page: Page, field: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.html)
    return unescape(found[1]) if found else ""


def parts(someone: Browser, person_id: str) -> tuple[set[Role], set[str], set[str]]:
    """Roles, cohorts as a trainee, cohorts as a trainer."""
    with Session(someone.engine) as session:
        return (
            set(roles_of(session, person_id)),
            set(cohort_ids_of(session, person_id, CohortPart.TRAINEE)),
            set(cohort_ids_of(session, person_id, CohortPart.TRAINER)),
        )


def chosen(page: Page) -> set[tuple[str, str]]:
    return {(control["name"], control["value"]) for control in page.reader.controls if "checked" in control}


def test_a_persons_page_shows_what_they_do_now(browser: Open, cast: Cast) -> None:
    page = browser(cast.admin).get(f"/admin/people/{cast.trainee.id}")
    assert page.heading == "Trainee"
    assert "trainee@example.org · Active" in page.text
    assert chosen(page) == {("roles", "trainee"), ("trainee_of", cast.cohort_id)}


def test_a_new_role_bites_at_once(browser: Open, cast: Cast) -> None:
    admin, someone = browser(cast.admin), browser(cast.trainee)
    someone.get("/cohorts", status=404)
    page = admin.post(
        f"/admin/people/{cast.trainee.id}",
        {"roles": ["trainee", "trainer"], "trainee_of": [cast.cohort_id], "trainer_of": [cast.other_cohort_id]},
    )
    assert "Saved what Trainee does here." in admin.get(page.location).text
    assert "Winter" in someone.get("/cohorts").text
    someone.get(f"/cohorts/{cast.other_cohort_id}")
    assert parts(admin, cast.trainee.id) == (
        {Role.TRAINEE, Role.TRAINER},
        {cast.cohort_id},
        {cast.other_cohort_id},
    )


def test_a_role_that_was_taken_away_is_gone_at_once(browser: Open, cast: Cast) -> None:
    other = browser(cast.second_admin)
    other.get("/admin")
    browser(cast.admin).post(f"/admin/people/{cast.second_admin.id}", {"roles": ["trainee"]})
    for path in ("/admin", "/admin/people", "/admin/certification", f"/people/{cast.trainee.id}"):
        other.get(path, status=404)
    other.get("/learn")


def test_someone_who_moves_to_another_cohort_is_seen_there_and_no_longer_here(browser: Open, cast: Cast) -> None:
    browser(cast.admin).post(
        f"/admin/people/{cast.trainee.id}", {"roles": ["trainee"], "trainee_of": [cast.other_cohort_id]}
    )
    browser(cast.trainer).get(f"/people/{cast.trainee.id}", status=404)
    browser(cast.other_trainer).get(f"/people/{cast.trainee.id}")


def test_saving_without_a_change_changes_nothing(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    before = parts(admin, cast.trainee.id)
    for _ in range(2):
        admin.post(f"/admin/people/{cast.trainee.id}", {"roles": ["trainee"], "trainee_of": [cast.cohort_id]})
    assert parts(admin, cast.trainee.id) == before


def test_nobody_changes_their_own_roles(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    page = admin.get(f"/admin/people/{cast.admin.id}")
    assert "You cannot change your own roles. Ask another admin." in page.text
    assert "Save" not in page.text
    for roles in (["admin", "trainer"], ["trainee"], ["admin"]):
        refused = admin.post(f"/admin/people/{cast.admin.id}", {"roles": roles}, status=422)
        assert "You cannot change your own roles." in refused.text
    assert parts(admin, cast.admin.id) == ({Role.ADMIN}, set(), set())


def test_nobody_puts_themself_in_charge_of_a_cohort(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    admin.post(
        f"/admin/people/{cast.admin.id}", {"roles": ["admin", "trainer"], "trainer_of": [cast.cohort_id]}, status=422
    )
    assert parts(admin, cast.admin.id) == ({Role.ADMIN}, set(), set())


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({}, "roles", "Choose at least one role."),
        ({"roles": ["trainee"], "trainer_of": "HERE"}, "trainer_of", "Someone who looks after a cohort needs"),
        ({"roles": ["trainer"], "trainee_of": "HERE"}, "trainee_of", "Someone in a cohort as a trainee needs"),
        (
            {"roles": ["trainee", "trainer"], "trainee_of": "HERE", "trainer_of": "HERE"},
            "trainer_of",
            "Nobody can be trainer of a cohort in which they are a trainee.",
        ),
    ],
)
def test_what_does_not_go_together_is_blamed_kept_and_changes_nothing(
    browser: Open, cast: Cast, data: dict[str, Any], field: str, sentence: str
) -> None:
    admin = browser(cast.admin)
    before = parts(admin, cast.trainee.id)
    sent = {name: [cast.cohort_id] if value == "HERE" else value for name, value in data.items()}
    page = admin.post(f"/admin/people/{cast.trainee.id}", sent, status=422)
    assert blamed(page, field).startswith(sentence)
    assert chosen(page) == {(name, value) for name, values in sent.items() for value in values}
    assert parts(admin, cast.trainee.id) == before


def test_what_there_is_not_is_refused_and_changes_nothing(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    before = parts(admin, cast.trainee.id)
    sent: list[dict[str, Any]] = [
        {"roles": ["owner"]},
        {"roles": ["trainee", "ADMIN"]},
        {"roles": ["trainee"], "trainee_of": ["nowhere"]},
        {"roles": ["trainee"], "trainee_of": ["\x00"]},
        {"role": "admin", "permission": "decide", "is_admin": "1"},
    ]
    for data in sent:
        admin.post(f"/admin/people/{cast.trainee.id}", data, status=422)
    assert parts(admin, cast.trainee.id) == before


def test_a_role_sent_twice_is_given_once(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    admin.post(
        f"/admin/people/{cast.trainee.id}",
        {"roles": ["trainee", "trainee", "trainer"], "trainee_of": [cast.cohort_id, cast.cohort_id]},
    )
    assert parts(admin, cast.trainee.id) == ({Role.TRAINEE, Role.TRAINER}, {cast.cohort_id}, set())


def test_name_and_address_cannot_be_changed_along_with_roles(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    admin.post(
        f"/admin/people/{cast.trainee.id}",
        {"roles": ["trainee"], "name": "Queen", "email": "queen@example.org", "state": "left", "password": "x"},
    )
    page = admin.get(f"/admin/people/{cast.trainee.id}")
    assert "trainee@example.org · Active" in page.text
    assert "Queen" not in page.html


def test_someone_who_trains_elsewhere_may_learn_here(browser: Open, cast: Cast) -> None:
    browser(cast.admin).post(
        f"/admin/people/{cast.other_trainer.id}",
        {"roles": ["trainee", "trainer"], "trainee_of": [cast.cohort_id], "trainer_of": [cast.other_cohort_id]},
    )
    someone = browser(cast.other_trainer)
    someone.get(f"/people/{cast.other_trainer.id}", status=404)
    someone.get(f"/people/{cast.other_trainer.id}/observations/new", status=404)
    assert "Other Trainer" in browser(cast.trainer).get(f"/cohorts/{cast.cohort_id}").text
