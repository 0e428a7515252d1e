"""Fields that a form does not have are ignored, whatever they are called."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.story import Story
from training.certification.models import Certificate, Decision
from training.core.roles import Role
from training.people.models import Person, PersonState, RoleGrant
from training.practice.models import Declaration

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

EXTRA: dict[str, Any] = {
    "role": "admin",
    "roles_": ["admin"],
    "is_admin": "1",
    "admin": "true",
    "state": "active",
    "id": "chosen",
    "person_id": "chosen",
    "by": "chosen",
    "at": "2020-01-01T00:00:00",
    "created_at": "2020-01-01",
    "number": "00000000000000",
    "valid_until": "2099-01-01",
    "issued_on": "2020-01-01",
    "sequence_": "9",
    "__class__": "x",
    "permission": "issue, decline, revoke",
    "_method": "DELETE",
}


def admins(someone: Browser) -> set[str]:
    with Session(someone.engine) as session:
        return set(
            session.scalars(select(RoleGrant.person_id).where(RoleGrant.role == Role.ADMIN, RoleGrant.to_at.is_(None)))
        )


@pytest.mark.parametrize(
    ("name", "path", "data"),
    [
        ("trainee", "/learn/first/one/read", {}),
        ("trainee", "/learn/first/looking-back/draft", {"prompt_what": "a"}),
        ("trainee", "/learn/first/looking-back/hand-in", {"prompt_what": "a", "prompt_now_what": "b"}),
        ("admin", "/admin/cohorts", {"name": "Spring"}),
    ],
)
def test_no_form_makes_anyone_an_admin(story: Story, browser: Open, name: str, path: str, data: dict[str, str]) -> None:
    story.session.commit()
    someone = browser(getattr(story.cast, name))
    before = admins(someone)
    someone.post(path, {**EXTRA, **data, "form_key": "a-key-of-ours", "roles": ["admin"]})
    assert admins(someone) == before == {story.cast.admin.id, story.cast.second_admin.id}


def test_someone_new_has_only_what_the_forms_own_fields_gave(story: Story, browser: Open) -> None:
    story.session.commit()
    admin = browser(story.cast.admin)
    admin.post(
        "/admin/people/new",
        {**EXTRA, "form_key": "a-key-of-ours", "name": "Nell", "email": "nell@example.org", "roles": ["trainer"]},
        status=200,
    )
    with Session(admin.engine) as session:
        person = session.scalars(select(Person).where(Person.email == "nell@example.org")).one()
        assert (person.state, person.password_hash, person.id == "chosen") == (PersonState.INVITED, None, False)
    assert person.id not in admins(admin)


def test_a_signature_is_ones_own_and_of_now(story: Story, browser: Open, on_day: Stop) -> None:
    story.session.commit()
    on_day(story.at(3))
    someone = browser(story.cast.trainee)
    page = someone.get("/declarations/values-agreement")
    form = {name: page.value(name) for name in ("form_key", "words_digest")}
    someone.post("/declarations/values-agreement", {**EXTRA, **form, "person_id": story.cast.other_trainee.id})
    with Session(someone.engine) as session:
        row = session.scalars(select(Declaration)).one()
    assert (row.person_id, row.at, row.revision) == (story.cast.trainee.id, story.at(3), 1)


def test_a_certificate_has_the_number_and_the_dates_that_the_server_gives(
    story: Story, browser: Open, on_day: Stop
) -> None:
    story.meets_all(story.cast.trainee)
    story.session.commit()
    on_day(story.at(20))
    admin = browser(story.cast.admin)
    form = {"form_key": "a-key-of-ours", "kind": "issue", "seen": "0", "reason": "All four criteria are met."}
    more = {"organisation": "Another charity", "award": "Professor", "snapshot": "{}", "by": story.cast.second_admin.id}
    admin.post(f"/admin/certification/{story.cast.trainee.id}", {**EXTRA, **form, **more})
    with Session(admin.engine) as session:
        certificate = session.scalars(select(Certificate)).one()
        decision = session.scalars(select(Decision)).one()
    assert certificate.number != "00000000000000"
    assert (certificate.organisation, certificate.award) == ("Test charity", "Small award")
    assert certificate.valid_until.isoformat() == "2028-03-21"
    assert (decision.by, decision.at, decision.sequence) == (story.cast.admin.id, story.at(20), 1)
    assert decision.snapshot != {}


def test_fields_in_the_address_are_not_fields_of_the_form(story: Story, browser: Open) -> None:
    story.session.commit()
    admin = browser(story.cast.admin)
    admin.post("/admin/cohorts?name=Spring&form_key=a-key-of-ours", status=422)
    admin.post(f"/admin/people/{story.cast.trainee.id}?roles=admin", {"roles": ["trainee"]})
    assert story.cast.trainee.id not in admins(admin)
