from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import BEGINNING, Cast
from training.core.roles import Role
from training.people.service import add_person

Open = Callable[..., Browser]


def test_everyone_stands_there_by_name_with_what_they_do(browser: Open, cast: Cast) -> None:
    page = browser(cast.admin).get("/admin/people")
    assert "8 people" in page.text
    for words in (
        "Trainee trainee@example.org Trainee Autumn Active",
        "Second Trainer second-trainer@example.org Trainer Autumn Active",
        "Admin admin@example.org Admin Active",
    ):
        assert words in page.text
    assert page.html.index(">Admin</a>") < page.html.index(">Elsewhere</a>") < page.html.index(">Trainer</a>")
    assert f"/admin/people/{cast.trainee.id}" in page.links
    assert "Page 1" not in page.text


def test_fifty_stand_on_a_page(browser: Open, cast: Cast, session: Session) -> None:
    for number in range(50):
        add_person(
            session,
            name=f"Aaron {number:02}",
            email=f"aaron-{number}@example.org",
            roles=[Role.TRAINEE],
            by=None,
            now=BEGINNING,
        )
    session.commit()
    admin = browser(cast.admin)
    first, second = admin.get("/admin/people"), admin.get("/admin/people?page=2")
    assert "58 people" in first.text
    assert first.html.count('<th scope="row">') == 50
    assert "/admin/people?page=2" in first.links
    assert second.html.count('<th scope="row">') == 8
    assert "/admin/people?page=1" in second.links
    assert "Page 2 of 2" in second.text


def test_a_page_beyond_the_last_has_nobody_on_it(browser: Open, cast: Cast) -> None:
    page = browser(cast.admin).get("/admin/people?page=3")
    assert '<th scope="row">' not in page.html


def test_the_first_page_of_an_admin_sums_up(browser: Open, cast: Cast) -> None:
    page = browser(cast.admin).get("/admin")
    for words in ("Hello, Admin", "8 people.", "2 cohorts.", "0 certificates so far."):
        assert words in page.text
