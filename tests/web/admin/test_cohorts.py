import re
from collections.abc import Callable
from html import unescape

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.page import Page
from training.people.models import Cohort

Open = Callable[..., Browser]


def blamed(page: Page, field: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.html)
    return unescape(found[1]) if found else ""


def names(someone: Browser) -> list[str]:
    with Session(someone.engine) as session:
        return sorted(session.scalars(select(Cohort.name)))


def test_every_cohort_stands_in_the_list_with_its_people(browser: Open, cast: Cast) -> None:
    page = browser(cast.admin).get("/admin/cohorts")
    assert "Autumn 2 Second Trainer, Trainer" in page.text
    assert "Winter 1 Other Trainer" in page.text


def test_a_new_cohort_is_there_and_can_be_chosen(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    page = admin.post("/admin/cohorts", {"form_key": "a-key-of-ours", "name": "  Spring   group "})
    assert page.location == "/admin/cohorts"
    shown = admin.get("/admin/cohorts")
    assert "Spring group is there. Add people to it from their own pages." in shown.text
    assert "Spring group 0 None yet" in shown.text
    assert admin.get("/admin/people/new").text.count("Spring group") == 2
    assert admin.get(f"/admin/people/{cast.trainee.id}").text.count("Spring group") == 2


WILL_NOT_DO = {
    "": "Type a name for the cohort.",
    "   ": "Type a name for the cohort.",
    "\u200b\u2060": "Type a name for the cohort.",
    "Autumn": "There is already a cohort of this name.",
    "  Autumn ": "There is already a cohort of this name.",
    "x" * 121: "Use at most 120 characters.",
    "a\x00b": "This has characters that cannot be used.",
    "a\u2066b": "This has characters that cannot be used.",
}


def test_a_name_that_will_not_do_is_blamed(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    for name, sentence in WILL_NOT_DO.items():
        page = admin.post("/admin/cohorts", {"form_key": "a-key-of-ours", "name": name}, status=422)
        assert blamed(page, "name").startswith(sentence), name
        assert "Autumn 2 Second Trainer, Trainer" in page.text
    assert names(admin) == ["Autumn", "Winter"]


def test_a_name_that_is_too_long_is_kept_to_be_shortened(browser: Open, cast: Cast) -> None:
    page = browser(cast.admin).post("/admin/cohorts", {"form_key": "a-key-of-ours", "name": "x" * 121}, status=422)
    assert page.value("name") == "x" * 121


def test_the_same_form_sent_twice_makes_one_cohort(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    form = {"form_key": admin.get("/admin/cohorts").value("form_key"), "name": "Spring"}
    for _ in range(2):
        assert admin.post("/admin/cohorts", form).location == "/admin/cohorts"
    assert names(admin) == ["Autumn", "Spring", "Winter"]


def test_a_form_without_its_key_makes_none(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    admin.post("/admin/cohorts", {"name": "Spring"}, status=422)
    admin.post("/admin/cohorts", {"name": "Spring", "form_key": "x"}, status=422)
    assert names(admin) == ["Autumn", "Winter"]


HOSTILE = ("<script>alert(1)</script>", "\"'><img src=x>", "{{ 7*7 }}", "Mums & Dads", "group 🦉")


def test_names_full_of_html_stay_text_everywhere(browser: Open, cast: Cast) -> None:
    admin, trainer = browser(cast.admin), browser(cast.trainer)
    for number, name in enumerate(HOSTILE):
        admin.post("/admin/cohorts", {"form_key": f"a-key-of-ours-{number}", "name": name})
    with Session(admin.engine) as session:
        cohorts = {name: session.scalars(select(Cohort.id).where(Cohort.name == name)).one() for name in HOSTILE}
    every = list(cohorts.values())
    admin.post(f"/admin/people/{cast.trainer.id}", {"roles": ["trainer"], "trainer_of": every})
    admin.post(f"/admin/people/{cast.trainee.id}", {"roles": ["trainee"], "trainee_of": every})
    for page in (
        admin.get("/admin/cohorts"),
        admin.get("/admin/people"),
        admin.get("/admin/people/new"),
        admin.get(f"/admin/people/{cast.trainee.id}"),
        trainer.get("/cohorts"),
    ):
        assert [name for name in HOSTILE if name not in page.text] == [], page.path
        assert "<script>alert" not in page.html
        assert "<img src=x" not in page.html
    for name, cohort_id in cohorts.items():
        assert trainer.get(f"/cohorts/{cohort_id}").heading == name
