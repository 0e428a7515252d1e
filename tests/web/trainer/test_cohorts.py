from collections.abc import Callable

from tests.support.browser import Browser
from tests.support.cast import BEGINNING
from tests.support.story import Story
from training.core.actors import Actor
from training.core.roles import Role
from training.people.models import CohortPart
from training.people.service import add_cohort, add_person, set_cohorts

Open = Callable[..., Browser]


def joins(story: Story, name: str, cohort_id: str) -> Actor:
    """A new trainee of a cohort."""
    email = f"{name.replace(' ', '-').lower()}@example.org"
    person = add_person(story.session, name=name, email=email, roles=[Role.TRAINEE], by=None, now=BEGINNING)
    set_cohorts(story.session, person_id=person.id, part=CohortPart.TRAINEE, cohort_ids=[cohort_id], now=BEGINNING)
    return Actor(person.id, name, frozenset({Role.TRAINEE}))


def test_a_trainer_sees_their_own_cohorts_with_who_shares_them(story: Story, browser: Open) -> None:
    story.session.commit()
    page = browser(story.cast.trainer).get("/cohorts")
    assert page.heading == "Your cohorts"
    assert "Autumn 2 trainees · Second Trainer, Trainer" in page.text
    assert f"/cohorts/{story.cast.cohort_id}" in page.links
    assert "Winter" not in page.text


def test_another_trainers_cohort_is_not_found(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainer)
    someone.get(f"/cohorts/{story.cast.other_cohort_id}", status=404)
    someone.get(f"/cohorts/{story.cast.cohort_id}")


def test_a_trainer_without_a_cohort_is_told_who_can_help(story: Story, browser: Open) -> None:
    story.session.commit()
    browser(story.cast.admin).post(f"/admin/people/{story.cast.trainer.id}", {"roles": ["trainer"]})
    someone = browser(story.cast.trainer)
    page = someone.get("/cohorts")
    assert "You do not look after a cohort yet. An admin can put you in one." in page.text
    someone.get(f"/cohorts/{story.cast.cohort_id}", status=404)
    someone.get(f"/people/{story.cast.trainee.id}", status=404)


def test_a_cohort_lists_its_people_by_name_and_links_to_their_records(story: Story, browser: Open) -> None:
    story.session.commit()
    page = browser(story.cast.trainer).get(f"/cohorts/{story.cast.cohort_id}")
    assert page.heading == "Autumn"
    assert "2 people" in page.text
    assert f"/people/{story.cast.trainee.id}" in page.links
    assert f"/people/{story.cast.other_trainee.id}" in page.links
    assert "Elsewhere" not in page.text
    assert page.html.index(">Other Trainee</a></th>") < page.html.index(">Trainee</a></th>")


def test_a_cohort_with_nobody_in_it_says_so(story: Story, browser: Open) -> None:
    empty = add_cohort(story.session, name="Empty", now=BEGINNING)
    set_cohorts(
        story.session,
        person_id=story.cast.trainer.id,
        part=CohortPart.TRAINER,
        cohort_ids=[story.cast.cohort_id, empty.id],
        now=BEGINNING,
    )
    story.session.commit()
    page = browser(story.cast.trainer).get(f"/cohorts/{empty.id}")
    assert "Nobody is in this cohort yet. An admin can add people to it." in page.text


def test_fifty_stand_on_a_page_and_the_others_on_the_next(story: Story, browser: Open) -> None:
    for number in range(50):
        joins(story, f"Aaron {number:02}", story.cast.cohort_id)
    story.session.commit()
    someone = browser(story.cast.trainer)
    first = someone.get(f"/cohorts/{story.cast.cohort_id}")
    assert first.html.count('<th scope="row">') == 50
    assert "52 people" in first.text
    assert "Page 1 of 2" in first.text
    assert f"/cohorts/{story.cast.cohort_id}?page=2" in first.links
    second = someone.get(f"/cohorts/{story.cast.cohort_id}?page=2")
    assert second.html.count('<th scope="row">') == 2
    assert "Other Trainee" in second.text
    assert "Next" not in second.text


def test_someone_who_came_to_the_cohort_just_now_is_there_at_once(story: Story, browser: Open) -> None:
    joins(story, "Nell New", story.cast.cohort_id)
    story.session.commit()
    page = browser(story.cast.trainer).get(f"/cohorts/{story.cast.cohort_id}")
    assert "Nell New" in page.text
    assert "3 people" in page.text


def test_someone_who_left_the_cohort_is_no_longer_there(story: Story, browser: Open) -> None:
    story.session.commit()
    browser(story.cast.admin).post(f"/admin/people/{story.cast.trainee.id}", {"roles": ["trainee"]})
    someone = browser(story.cast.trainer)
    assert f"/people/{story.cast.trainee.id}" not in someone.get(f"/cohorts/{story.cast.cohort_id}").links
    someone.get(f"/people/{story.cast.trainee.id}", status=404)


def test_names_full_of_html_stay_text(story: Story, browser: Open) -> None:
    joins(story, "<script>alert(1)</script>", story.cast.cohort_id)
    story.session.commit()
    someone = browser(story.cast.trainer)
    for path in ("/cohorts", f"/cohorts/{story.cast.cohort_id}"):
        assert "<script>alert" not in someone.get(path).html
