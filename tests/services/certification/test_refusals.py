"""What may not be decided, and by whom: nothing is recorded of it."""

import pytest
from sqlalchemy import select

from tests.support.story import Story
from training.certification.models import Certificate, Decision
from training.certification.rules import REASON_MAX, DecisionKind
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.core.ids import new_token
from training.core.models import PersonalText
from training.core.roles import Role
from training.course.queries import require_current
from training.course.service import publish
from training.people.models import CohortPart
from training.people.service import set_cohorts, set_roles
from training.practice.models import ReadinessOutcome

DECLINE, ISSUE, REVOKE = DecisionKind.DECLINE, DecisionKind.ISSUE, DecisionKind.REVOKE


def count(story: Story) -> tuple[int, int, int]:
    """How many decisions, certificates and texts there are."""
    counted = [len(story.session.scalars(select(table)).all()) for table in (Decision, Certificate, PersonalText)]
    return counted[0], counted[1], counted[2]


def refused(
    story: Story,
    code: str,
    *,
    by: Actor | None = None,
    about: Actor | None = None,
    kind: DecisionKind = ISSUE,
    seen: int = 0,
    reason: str = "All four criteria are met.",
    day: float = 10,
) -> None:
    before = count(story)
    with pytest.raises(Refused) as told:
        story.decides(by or story.cast.admin, about or story.cast.trainee, kind, seen=seen, reason=reason, day=day)
    assert told.value.code == code
    assert count(story) == before


def not_found(story: Story, by: Actor, about: Actor, kind: DecisionKind = ISSUE) -> None:
    before = count(story)
    with pytest.raises(NotFound):
        story.decides(by, about, kind)
    assert count(story) == before


def with_role(story: Story, who: Actor, *roles: Role, part: CohortPart) -> Actor:
    """The same person with these roles, and a part in the cohort."""
    by = story.cast.second_admin if who != story.cast.second_admin else story.cast.admin
    set_roles(story.session, person_id=who.id, roles=roles, by=by, now=story.at(1))
    set_cohorts(story.session, person_id=who.id, part=part, cohort_ids=[story.cast.cohort_id], now=story.at(1))
    return Actor(who.id, who.name, frozenset(roles))


def test_with_nothing_done_nothing_is_issued(story: Story) -> None:
    refused(story, "not met")


@pytest.mark.parametrize("day", [10, 309, 800])
def test_one_criterion_that_lapsed_or_fell_is_enough_to_refuse(story: Story, day: float) -> None:
    story.meets_all(story.cast.trainee)
    if day == 10:
        story.talks(story.cast.second_trainer, story.cast.trainee, 9, ReadinessOutcome.PAUSED)
    refused(story, "not met", day=day)


def test_the_assessment_is_computed_afresh_whatever_is_stored(story: Story) -> None:
    """Stored standing says that all is met; since then somebody was paused and nobody settled it."""
    story.meets_all(story.cast.trainee)
    story.talks(story.cast.trainer, story.cast.trainee, 9, ReadinessOutcome.PAUSED)
    refused(story, "not met")


def test_nobody_decides_about_themself_whatever_they_have_done(story: Story) -> None:
    both = with_role(story, story.cast.admin, Role.ADMIN, Role.TRAINEE, part=CohortPart.TRAINEE)
    story.meets_all(both)
    for kind in (ISSUE, DECLINE):
        refused(story, "self", by=both, about=both, kind=kind)
    assert story.decides(story.cast.second_admin, both).kind == ISSUE
    refused(story, "self", by=both, about=both, kind=REVOKE, seen=1)


def one_judge_is_enough(story: Story) -> Story:
    """The same course with a policy that one observed session meets."""
    course = story.edition.course
    values = next(each for each in course.programme.criteria if each.id == "values")
    needs = tuple(
        each.model_copy(update={"count": 1, "observers": 1, "dates": 1}) if each.kind == "observations" else each
        for each in values.needs
    )
    criteria = tuple(
        each.model_copy(update={"needs": needs}) if each.id == "values" else each for each in course.programme.criteria
    )
    changed = course.programme.model_copy(update={"criteria": criteria})
    publish(story.session, course.model_copy(update={"programme": changed}), by=None, note="", now=story.at(0.5))
    return Story(story.session, story.cast, require_current(story.session))


def test_the_admin_who_issues_is_not_the_only_person_who_judged(story: Story) -> None:
    story = one_judge_is_enough(story)
    both = with_role(story, story.cast.admin, Role.ADMIN, Role.TRAINER, part=CohortPart.TRAINER)
    trainee = story.cast.trainee
    for module in ("first", "safety"):
        story.passes(trainee, module)
    for statement in ("values-agreement", "wellbeing-plan"):
        story.signs(trainee, statement)
    story.reviews(both, story.reflects(trainee))
    story.observes(both, trainee)
    story.talks(both, trainee)
    refused(story, "only judge", by=both)
    assert story.decides(story.cast.second_admin, trainee).by == story.cast.second_admin.id


def test_an_admin_who_judged_a_part_may_issue_where_somebody_else_judged_another(story: Story) -> None:
    story = one_judge_is_enough(story)
    both = with_role(story, story.cast.admin, Role.ADMIN, Role.TRAINER, part=CohortPart.TRAINER)
    trainee = story.cast.trainee
    for module in ("first", "safety"):
        story.passes(trainee, module)
    for statement in ("values-agreement", "wellbeing-plan"):
        story.signs(trainee, statement)
    story.reviews(both, story.reflects(trainee))
    story.observes(both, trainee)
    story.talks(story.cast.trainer, trainee)
    assert story.decides(both, trainee).by == both.id


def test_judging_everything_does_not_stop_a_decision_against(story: Story) -> None:
    both = with_role(story, story.cast.admin, Role.ADMIN, Role.TRAINER, part=CohortPart.TRAINER)
    story.talks(both, story.cast.trainee)
    assert story.decides(both, story.cast.trainee, DECLINE).by == both.id


@pytest.mark.parametrize(
    "name", ["trainee", "other_trainee", "trainer", "second_trainer", "other_trainer", "elsewhere"]
)
@pytest.mark.parametrize("kind", list(DecisionKind))
def test_only_an_admin_decides(story: Story, name: str, kind: DecisionKind) -> None:
    story.meets_all(story.cast.trainee)
    not_found(story, getattr(story.cast, name), story.cast.trainee, kind)


def test_an_admin_whose_role_ended_does_not_decide(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    not_found(story, Actor(story.cast.admin.id, story.cast.admin.name, frozenset()), story.cast.trainee)


@pytest.mark.parametrize("kind", list(DecisionKind))
def test_nothing_is_decided_about_somebody_who_is_not_there(story: Story, kind: DecisionKind) -> None:
    not_found(story, story.cast.admin, Actor("nobody", "Nobody", frozenset({Role.TRAINEE})), kind)


@pytest.mark.parametrize("kind", [ISSUE, DECLINE])
@pytest.mark.parametrize("name", ["trainer", "second_admin"])
def test_nothing_is_decided_about_somebody_who_is_no_trainee(story: Story, name: str, kind: DecisionKind) -> None:
    not_found(story, story.cast.admin, getattr(story.cast, name), kind)


def test_nothing_is_issued_to_somebody_who_is_no_trainee_any_more(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    set_roles(story.session, person_id=story.cast.trainee.id, roles=[], by=story.cast.admin, now=story.at(9))
    not_found(story, story.cast.admin, story.cast.trainee)


@pytest.mark.parametrize("kind", [ISSUE, DECLINE])
def test_who_holds_a_valid_certificate_gets_no_other_and_is_not_declined(story: Story, kind: DecisionKind) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    refused(story, "certified", by=story.cast.second_admin, kind=kind, seen=1, day=11)


def test_there_is_nothing_to_revoke_without_a_certificate(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    refused(story, "no certificate", kind=REVOKE)
    story.decides(story.cast.admin, story.cast.trainee, DECLINE)
    refused(story, "no certificate", kind=REVOKE, seen=1)


@pytest.mark.parametrize("reason", ["", " \n\t ", "Fine.", "x" * 9, "x" * (REASON_MAX + 1), " " * 50])
@pytest.mark.parametrize("kind", list(DecisionKind))
def test_every_decision_gives_a_reason(story: Story, reason: str, kind: DecisionKind) -> None:
    story.meets_all(story.cast.trainee)
    seen = 0
    if kind == REVOKE:
        story.decides(story.cast.admin, story.cast.trainee)
        seen = 1
    refused(story, "reason", kind=kind, seen=seen, reason=reason)


@pytest.mark.parametrize("seen", [0, 2, -1])
def test_a_page_that_does_not_show_the_latest_decision_decides_nothing(story: Story, seen: int) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee, DECLINE)
    refused(story, "decided", by=story.cast.second_admin, seen=seen)


def test_a_stale_page_revokes_nothing(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    refused(story, "decided", by=story.cast.second_admin, kind=REVOKE, seen=0, day=11)


def test_the_same_form_sent_twice_is_one_decision(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    key = new_token()
    first = story.decides(story.cast.admin, story.cast.trainee, form_key=key)
    before = count(story)
    second = story.decides(story.cast.admin, story.cast.trainee, form_key=key)
    assert first.id == second.id
    assert count(story) == before


@pytest.mark.parametrize("changed", ["reason", "kind", "person"])
def test_a_page_that_was_brought_back_and_changed_is_not_told_that_it_was_decided(story: Story, changed: str) -> None:
    story.meets_all(story.cast.trainee)
    key = new_token()
    first = story.decides(story.cast.admin, story.cast.trainee, form_key=key)
    if changed == "person":
        story.meets_all(story.cast.other_trainee)
        second = story.decides(story.cast.admin, story.cast.other_trainee, form_key=key)
        assert (second.person_id, first.person_id) == (story.cast.other_trainee.id, story.cast.trainee.id)
        return
    kind = DecisionKind.DECLINE if changed == "kind" else DecisionKind.ISSUE
    reason = "Another reason altogether." if changed == "reason" else "All four criteria are met."
    with pytest.raises(Refused) as refused:
        story.decides(story.cast.admin, story.cast.trainee, kind, form_key=key, reason=reason)
    assert refused.value.code == "decided"


def test_somebody_elses_form_key_is_no_way_to_their_decision(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    key = new_token()
    story.decides(story.cast.admin, story.cast.trainee, DECLINE, form_key=key)
    with pytest.raises(Refused):
        story.decides(story.cast.second_admin, story.cast.trainee, form_key=key)
