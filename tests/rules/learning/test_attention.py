"""Who needs a trainer now, the most pressing first."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.cast import SMALL_COURSE
from training.course.loader import load
from training.course.queries import EditionView
from training.criteria.queries import StandingView, summary
from training.criteria.rules import Lack, Missing, ModuleState, State, Who
from training.evidence.rules import Evidence, Kind, Record
from training.learning.attention import Call, Cause, calls
from training.practice.queries import WaitingReview

DAY = date(2026, 3, 10)
AT = datetime(2026, 3, 9, 12, tzinfo=UTC)
PASSED = {"first": ModuleState.PASSED, "safety": ModuleState.PASSED}
NAMES = {"p1": "Tam"}


def standing(*lacks: Lack, modules: Mapping[str, ModuleState] = PASSED, due: date | None = None) -> StandingView:
    """Where somebody stands who lacks this; `due`: the talk holds, through this day."""
    missing = [Missing(lack, Who.TRAINER) for lack in lacks]
    if due:
        missing.append(Missing(Lack.TALK_DUE, Who.TRAINER, due.isoformat()))
    ready = State.NOT_YET if lacks else State.MET
    return StandingView(modules, {"ready": ready}, {"ready": tuple(missing)}, {"ready": None})


def called(view: StandingView, waiting: list[WaitingReview] | None = None) -> list[Cause]:
    return [call.cause for call in calls(NAMES, {"p1": view}, waiting or [], DAY)]


def test_nobody_is_called_to_someone_who_needs_nothing() -> None:
    assert called(standing()) == []


def test_a_reflection_that_waits_calls_for_a_review() -> None:
    waiting = [WaitingReview("s1", "p1", "Tam", "first/looking-back", AT)]
    assert calls(NAMES, {"p1": standing()}, waiting, DAY) == (Call(Cause.REVIEW, "p1", "Tam", "s1", AT),)


def test_reflections_keep_the_order_of_their_waiting() -> None:
    waiting = [
        WaitingReview("s1", "p2", "Nia", "first/looking-back", AT - timedelta(days=3)),
        WaitingReview("s2", "p1", "Tam", "first/looking-back", AT),
    ]
    told = calls(NAMES, {"p1": standing()}, waiting, DAY)
    assert [(call.cause, call.about) for call in told] == [(Cause.REVIEW, "s1"), (Cause.REVIEW, "s2")]


def test_a_quiz_that_was_tried_as_often_as_foreseen_calls_for_a_talk_about_it() -> None:
    view = standing(modules={"first": ModuleState.PASSED, "safety": ModuleState.TALK})
    assert calls(NAMES, {"p1": view}, [], DAY) == (Call(Cause.TALK_ABOUT_QUIZ, "p1", "Tam", "safety"),)


@pytest.mark.parametrize("state", [ModuleState.NOT_BEGUN, ModuleState.IN_PROGRESS, ModuleState.TRY_AGAIN])
def test_other_states_of_a_module_call_nobody(state: ModuleState) -> None:
    assert called(standing(modules={"first": state})) == []


def test_someone_who_has_passed_all_modules_is_called_to_a_readiness_talk() -> None:
    assert called(standing(Lack.TALK)) == [Cause.READINESS]


def test_someone_who_is_still_learning_is_not_called_to_a_first_talk_nor_a_session() -> None:
    learning = {"first": ModuleState.PASSED, "safety": ModuleState.IN_PROGRESS}
    assert called(standing(Lack.TALK, Lack.OBSERVATIONS, modules=learning)) == []


def test_a_talk_that_lapsed_is_called_for_whatever_the_modules() -> None:
    assert called(standing(Lack.TALK_AGAIN, modules={"first": ModuleState.LAPSED})) == [Cause.READINESS]


@pytest.mark.parametrize("lack", [Lack.OBSERVATIONS, Lack.OBSERVER, Lack.ANOTHER_DATE, Lack.CRITICAL_LINE])
def test_whatever_is_missing_of_observed_practice_calls_for_a_session(lack: Lack) -> None:
    assert called(standing(lack)) == [Cause.SESSION]


def test_the_readiness_talk_comes_before_the_observed_session() -> None:
    assert called(standing(Lack.TALK, Lack.OBSERVATIONS)) == [Cause.READINESS]


@pytest.mark.parametrize("lack", [Lack.SIGN, Lack.QUIZ, Lack.WRITE, Lack.SIGN_AGAIN, Lack.WRITE_AGAIN])
def test_what_the_trainee_can_do_calls_no_trainer(lack: Lack) -> None:
    assert called(standing(lack)) == []


@pytest.mark.parametrize(("days", "soon"), [(15, False), (14, True), (1, True), (0, True)])
def test_a_talk_that_holds_for_two_weeks_or_less_is_due_soon(days: int, *, soon: bool) -> None:
    due_on = DAY + timedelta(days=days)
    expected = (Call(Cause.READINESS_SOON, "p1", "Tam", due_on=due_on),) if soon else ()
    assert calls(NAMES, {"p1": standing(due=due_on)}, [], DAY) == expected


def signed_and_talked(signed_on: date, talk_holds_until: date) -> StandingView:
    """Where someone stands who signed the plan and had the talk, and has done nothing else."""
    signed_at = datetime(signed_on.year, signed_on.month, signed_on.day, 12, tzinfo=UTC)
    signed = Evidence(Kind.DECLARATION, "d", "wellbeing-plan", 1, "e", signed_at, signed_on, "signed")
    talked = Evidence(Kind.READINESS, "t", "readiness", 1, "", AT, AT.date(), "ready", judge="t")
    record = Record((signed, replace(talked, until=talk_holds_until)))
    return summary(EditionView("attention", load(SMALL_COURSE)), record, DAY)


def test_a_talk_that_is_due_soon_is_found_in_real_standing() -> None:
    view = signed_and_talked(date(2026, 3, 1), talk_holds_until=DAY + timedelta(days=7))
    assert calls(NAMES, {"p1": view}, [], DAY) == (
        Call(Cause.READINESS_SOON, "p1", "Tam", due_on=DAY + timedelta(days=7)),
    )


def test_a_plan_that_the_trainee_must_sign_again_soon_does_not_call_for_a_talk() -> None:
    """The talk holds for months; it is the signature that goes stale in a week."""
    view = signed_and_talked(date(2024, 3, 17), talk_holds_until=date(2026, 12, 1))
    assert view.criteria["ready"] == State.MET
    assert view.next_change_on["ready"] == DAY + timedelta(days=7)
    assert called(view) == []


def test_talks_about_quizzes_come_first_then_reviews_then_readiness_then_what_is_due_soon_then_sessions() -> None:
    views = {
        "p1": standing(Lack.OBSERVATIONS),
        "p2": standing(due=DAY + timedelta(days=2)),
        "p3": standing(Lack.TALK),
        "p4": standing(modules={"safety": ModuleState.TALK}),
    }
    names = {"p1": "A", "p2": "B", "p3": "C", "p4": "D"}
    waiting = [WaitingReview("s1", "p1", "A", "first/looking-back", AT)]
    told = calls(names, views, waiting, DAY)
    assert [(call.cause, call.person_id) for call in told] == [
        (Cause.TALK_ABOUT_QUIZ, "p4"),
        (Cause.REVIEW, "p1"),
        (Cause.READINESS, "p3"),
        (Cause.READINESS_SOON, "p2"),
        (Cause.SESSION, "p1"),
    ]


def test_one_person_may_call_for_several_things() -> None:
    modules = {"first": ModuleState.TALK, "safety": ModuleState.TALK}
    view = standing(Lack.TALK_AGAIN, modules=modules)
    assert called(view) == [Cause.TALK_ABOUT_QUIZ, Cause.TALK_ABOUT_QUIZ, Cause.READINESS]


def test_without_anybody_there_are_no_calls() -> None:
    assert calls({}, {}, [], DAY) == ()
