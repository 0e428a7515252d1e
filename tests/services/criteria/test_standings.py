"""Where many people stand: one statement when every row is fresh; what is out of date is computed, never written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from tests.support.cast import PEOPLE, ZONE
from tests.support.story import Story
from training.course.queries import EditionView, require_current
from training.course.service import publish
from training.criteria.queries import StandingView, standings, summary
from training.criteria.rules import Lack, ModuleState, State
from training.evidence.queries import gather
from training.practice.models import ReadinessOutcome


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements executed meanwhile."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def of(story: Story, *names: str, day: float = 9, edition: EditionView | None = None) -> list[StandingView]:
    people = [getattr(story.cast, name).id for name in names]
    found = standings(story.session, people, edition or story.edition, ZONE, story.day(day))
    return [found[each] for each in people]


def dump(story: Story) -> list[str]:
    return sorted(repr(tuple(row)) for row in story.session.execute(text("SELECT * FROM standing")))


def republished(story: Story) -> EditionView:
    """Another edition: its policy no longer asks for the second module."""
    course = story.edition.course
    criteria = tuple(
        each.model_copy(update={"needs": each.needs[:1]}) if each.id == "trained" else each
        for each in course.programme.criteria
    )
    changed = course.programme.model_copy(update={"criteria": criteria})
    publish(story.session, course.model_copy(update={"programme": changed}), by=None, note="", now=story.at(9))
    return require_current(story.session)


@pytest.mark.parametrize("how_many", [0, 1, 3])
def test_fresh_rows_are_one_statement_however_many_people(story: Story, engine: Engine, how_many: int) -> None:
    story.meets_all(story.cast.trainee)
    with counted(engine) as statements:
        found = of(story, *["trainee", "other_trainee", "elsewhere"][:how_many])
    assert len(statements) == 1
    assert len(found) == how_many


def test_fresh_rows_say_what_is_stored(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    (view,) = of(story, "trainee")
    assert view.met
    assert set(view.modules.values()) == {ModuleState.PASSED}
    assert {key: [each.lack for each in missing] for key, missing in view.missing.items()} == {
        "ready": [Lack.TALK_DUE],
        "trained": [],
        "signposting": [],
        "values": [],
    }
    assert view.next_change_on["ready"] == story.day(8) + timedelta(days=301)


def test_what_waits_for_a_review_is_told(story: Story) -> None:
    story.reflects(story.cast.trainee)
    story.settles()
    (view,) = of(story, "trainee")
    assert view.waits_for_review("values")
    assert not view.waits_for_review("ready")
    assert not view.met


def test_rows_of_another_edition_are_computed_and_not_written(story: Story, engine: Engine) -> None:
    story.passes(story.cast.trainee, "first")
    story.settles()
    assert of(story, "trainee")[0].criteria["trained"] == State.NOT_YET
    now = republished(story)
    before = dump(story)
    with counted(engine) as statements:
        (view,) = of(story, "trainee", edition=now)
    assert view.criteria["trained"] == State.MET
    assert len(statements) <= 4
    assert dump(story) == before


def test_a_row_past_its_next_change_is_computed_and_not_written(story: Story, engine: Engine) -> None:
    story.meets_all(story.cast.trainee)
    before = dump(story)
    (last_day,) = of(story, "trainee", day=308)
    with counted(engine) as statements:
        (next_day,) = of(story, "trainee", day=309)
    assert (last_day.criteria["ready"], next_day.criteria["ready"]) == (State.MET, State.LAPSED)
    assert [missing.lack for missing in next_day.missing["ready"]] == [Lack.TALK_AGAIN]
    assert len(statements) <= 4
    assert dump(story) == before


def test_fresh_and_stale_people_together_are_at_most_four_statements(story: Story, engine: Engine) -> None:
    story.meets_all(story.cast.trainee)
    story.meets_all(story.cast.other_trainee)
    with counted(engine) as statements:
        found = of(story, *PEOPLE, day=309)
    assert len(statements) <= 4
    assert [view.criteria["ready"] for view in found[:3]] == [State.LAPSED, State.LAPSED, State.NOT_YET]


def test_somebody_without_rows_is_computed(story: Story) -> None:
    (view,) = of(story, "trainer")
    assert set(view.modules.values()) == {ModuleState.NOT_BEGUN}
    assert set(view.criteria.values()) == {State.NOT_YET}


def sessions_by(*trainers: str, opens: int = 3) -> Callable[[Story], None]:
    def act(story: Story) -> None:
        for day, name in enumerate(trainers, start=6):
            story.observes(getattr(story.cast, name), story.cast.trainee, day, opens=opens)

    return act


PARTLY_DONE: dict[str, Callable[[Story], Any]] = {
    "all": lambda story: story.meets_all(story.cast.trainee),
    "a passed quiz": lambda story: story.passes(story.cast.trainee, "first"),
    "a critical miss": lambda story: story.misses_critical(story.cast.trainee),
    "a declaration": lambda story: story.signs(story.cast.trainee, "values-agreement"),
    "a reflection that waits": lambda story: story.reflects(story.cast.trainee),
    "a talk": lambda story: story.talks(story.cast.trainer, story.cast.trainee),
    "a talk that said not yet": lambda story: story.talks(
        story.cast.trainer, story.cast.trainee, 8, ReadinessOutcome.NOT_YET
    ),
    "one session": sessions_by("trainer"),
    "two sessions by two trainers": sessions_by("trainer", "second_trainer"),
    "two sessions by one trainer": sessions_by("trainer", "trainer"),
    "two sessions below the critical line": sessions_by("trainer", "second_trainer", opens=2),
}


@pytest.mark.parametrize("done", list(PARTLY_DONE))
def test_on_every_later_day_the_list_says_what_a_fresh_computation_says(story: Story, done: str) -> None:
    """What is stored stays right until the day that it names itself as its next change."""
    PARTLY_DONE[done](story)
    story.settles()
    who = story.cast.trainee.id
    record = gather(story.session, [who], ZONE)[who]

    def told(view: StandingView) -> tuple[object, ...]:
        return view.modules, view.criteria, view.missing

    now = told(summary(story.edition, record, story.day(9)))
    assert told(of(story, "trainee")[0]) == now
    for day in range(10, 800):
        fresh = told(summary(story.edition, record, story.day(day)))
        if fresh != now or day % 100 == 0:
            assert told(of(story, "trainee", day=day)[0]) == fresh, f"day {day}"
