"""After every act the stored standing is what a fresh computation says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from tests.support.cast import PEOPLE, ZONE
from tests.support.story import Story
from training.core.clock import add_months
from training.course.content import Worth
from training.criteria.models import Standing, StandingKind
from training.criteria.queries import summary
from training.criteria.rules import Lack, ModuleState, State, Who
from training.criteria.service import settle
from training.evidence.queries import gather
from training.practice.models import ReadinessOutcome, ReviewOutcome

Act = Callable[[Story], object]


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements executed meanwhile."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def begins_a_quiz(story: Story) -> None:
    story.reads(story.cast.trainee, "first")
    story.begins(story.cast.trainee, "first")


def fails_a_quiz(story: Story) -> None:
    story.reads(story.cast.trainee, "first")
    attempt = story.begins(story.cast.trainee, "first")
    story.hands_in(story.cast.trainee, attempt, story.answers(attempt, worth=Worth.UNSAFE))


ACTS: dict[str, Act] = {
    "reads": lambda story: story.reads(story.cast.trainee, "first"),
    "begins": begins_a_quiz,
    "passes": lambda story: story.passes(story.cast.trainee, "first"),
    "fails": fails_a_quiz,
    "misses": lambda story: story.misses_critical(story.cast.trainee),
    "signs": lambda story: story.signs(story.cast.trainee, "values-agreement"),
    "reflects": lambda story: story.reflects(story.cast.trainee),
    "accepted": lambda story: story.reviews(story.cast.trainer, story.reflects(story.cast.trainee)),
    "not yet": lambda story: story.reviews(
        story.cast.trainer, story.reflects(story.cast.trainee), outcome=ReviewOutcome.NOT_YET
    ),
    "observed": lambda story: story.observes(story.cast.trainer, story.cast.trainee),
    "critical line": lambda story: story.observes(story.cast.trainer, story.cast.trainee, opens=2),
    "ready": lambda story: story.talks(story.cast.trainer, story.cast.trainee),
    "paused": lambda story: story.talks(story.cast.trainer, story.cast.trainee, 8, ReadinessOutcome.PAUSED),
    "meets all": lambda story: story.meets_all(story.cast.trainee),
}


def stored(story: Story, person_id: str) -> dict[tuple[str, str], tuple[str, Any, date | None]]:
    story.session.expire_all()
    return {
        (row.kind.value, row.key): (row.state, row.because, row.next_change_on)
        for row in story.session.scalars(select(Standing).where(Standing.person_id == person_id))
    }


def fresh(story: Story, person_id: str, day: float = 9) -> dict[tuple[str, str], tuple[str, Any, date | None]]:
    view = summary(story.edition, gather(story.session, [person_id], ZONE)[person_id], story.day(day))
    modules: dict[tuple[str, str], tuple[str, Any, date | None]] = {
        ("module", key): (state.value, [], None) for key, state in view.modules.items()
    }
    return {
        **modules,
        **{
            ("criterion", key): (
                state.value,
                [[missing.lack.value, missing.who.value, missing.detail] for missing in view.missing[key]],
                view.next_change_on[key],
            )
            for key, state in view.criteria.items()
        },
    }


@pytest.mark.parametrize("act", list(ACTS))
def test_what_is_stored_after_an_act_is_what_is_computed(story: Story, act: str) -> None:
    before = stored(story, story.cast.trainee.id)
    ACTS[act](story)
    story.settles()
    after = stored(story, story.cast.trainee.id)
    assert after == fresh(story, story.cast.trainee.id)
    assert len(after) == 6
    assert after != before


def test_an_act_changes_nobody_elses_standing(story: Story) -> None:
    others = [getattr(story.cast, name).id for name in PEOPLE if name != "trainee"]
    before = [stored(story, each) for each in others]
    story.meets_all(story.cast.trainee)
    assert [stored(story, each) for each in others] == before


def test_everyone_who_was_touched_is_settled_at_once(story: Story, engine: Engine) -> None:
    people = (story.cast.trainee, story.cast.other_trainee, story.cast.elsewhere)
    for who in people:
        story.signs(who, "values-agreement")
    with counted(engine) as statements:
        story.settles()
    assert len(statements) <= 6
    for who in people:
        assert stored(story, who.id) == fresh(story, who.id)


def test_where_nothing_happened_nothing_is_asked_or_written(story: Story, engine: Engine) -> None:
    story.signs(story.cast.trainee, "values-agreement")
    story.settles()
    with counted(engine) as statements:
        story.settles()
    assert statements == []


def test_an_act_that_is_rolled_back_leaves_the_standing_as_it_was(story: Story) -> None:
    before = stored(story, story.cast.trainee.id)
    story.signs(story.cast.trainee, "values-agreement")
    story.settles()
    story.session.rollback()
    assert stored(story, story.cast.trainee.id) == before


def test_each_row_says_of_which_edition_and_when(story: Story) -> None:
    story.signs(story.cast.trainee, "values-agreement")
    story.settles(4)
    rows = story.session.scalars(select(Standing).where(Standing.person_id == story.cast.trainee.id)).all()
    assert {(row.edition, row.at) for row in rows} == {(story.edition.digest, story.at(4))}


def test_all_four_are_met_and_the_next_change_is_the_first_thing_to_go_stale(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    rows = stored(story, story.cast.trainee.id)
    assert {rows["module", key][0] for key in ("first", "safety")} == {ModuleState.PASSED.value}
    met, last_day = State.MET.value, story.day(8) + timedelta(days=300)
    due = [Lack.TALK_DUE.value, Who.TRAINER.value, last_day.isoformat()]
    assert rows["criterion", "ready"] == (met, [due], last_day + timedelta(days=1))
    assert rows["criterion", "trained"] == (met, [], add_months(story.day(2), 24))
    assert rows["criterion", "signposting"] == (met, [], add_months(story.day(3), 24))
    assert rows["criterion", "values"] == (met, [], add_months(story.day(3), 24))


def test_a_declaration_that_goes_stale_before_the_next_talk_is_the_next_change(story: Story) -> None:
    story.signs(story.cast.trainee, "wellbeing-plan", 3)
    story.talks(story.cast.trainer, story.cast.trainee, 8 + 23 * 31)
    story.settles(9 + 23 * 31)
    rows = stored(story, story.cast.trainee.id)
    state, _, next_change_on = rows["criterion", "ready"]
    assert (state, next_change_on) == (State.MET.value, add_months(story.day(3), 24))


def test_what_is_missing_is_stored_with_who_can_act(story: Story) -> None:
    story.reflects(story.cast.trainee)
    story.observes(story.cast.trainer, story.cast.trainee, opens=2)
    story.settles()
    state, because, _ = stored(story, story.cast.trainee.id)["criterion", "values"]
    assert state == State.NOT_YET.value
    assert because == [
        [Lack.SIGN.value, Who.TRAINEE.value, ""],
        [Lack.REVIEW.value, Who.TRAINER.value, ""],
        [Lack.OBSERVATIONS.value, Who.TRAINER.value, "1"],
        [Lack.CRITICAL_LINE.value, Who.TRAINER.value, "opens"],
    ]


def test_settling_on_a_later_day_says_what_lapsed(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story.signs(story.cast.trainee, "values-agreement", 900)
    story.settles(900)
    rows = stored(story, story.cast.trainee.id)
    assert rows == fresh(story, story.cast.trainee.id, 900)
    assert rows["module", "first"][0] == ModuleState.LAPSED.value
    assert rows["criterion", "ready"][0] == State.LAPSED.value


def test_somebody_without_a_standing_gets_one_with_their_first_act(story: Story) -> None:
    assert stored(story, story.cast.trainer.id) == {}
    story.reads(story.cast.trainer, "first")
    story.settles()
    assert stored(story, story.cast.trainer.id) == fresh(story, story.cast.trainer.id)


def test_the_day_of_a_settling_is_the_day_where_the_charity_is(story: Story) -> None:
    """The talk holds until the end of its day; at 23:30 UTC in summer that day is over in London."""
    story.talks(story.cast.trainer, story.cast.trainee, 8, holds_days=112)
    story.signs(story.cast.trainee, "wellbeing-plan")
    last = story.day(8) + timedelta(days=112)
    late = story.at(0).replace(year=last.year, month=last.month, day=last.day, hour=23, minute=30)
    settle(story.session, zone=ZONE, now=late)
    assert stored(story, story.cast.trainee.id)["criterion", "ready"][0] == State.LAPSED.value


def test_the_table_holds_modules_and_criteria_of_the_edition_and_nothing_else(story: Story) -> None:
    kinds = {(row.kind, row.key) for row in story.session.scalars(select(Standing))}
    assert kinds == {
        (StandingKind.MODULE, "first"),
        (StandingKind.MODULE, "safety"),
        *((StandingKind.CRITERION, key) for key in ("ready", "trained", "signposting", "values")),
    }
