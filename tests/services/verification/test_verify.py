"""What the public may learn of a number: whether it is genuine and its status now, and never a name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from tests.support.story import Story
from training.certification.models import Certificate
from training.certification.numbers import ALPHABET, grouped, new_number
from training.certification.rules import DecisionKind, Status
from training.core.models import PersonalText
from training.people.models import Person, PersonState
from training.verification.queries import Finding, Verification, look_up


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements executed meanwhile."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def number(story: Story) -> str:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    return story.session.scalars(select(Certificate.number)).one()


def last_day(story: Story) -> int:
    """The certificate's last day, in days after the cast came."""
    return (story.session.scalars(select(Certificate.valid_until)).one() - story.day(0)).days


def check(story: Story, typed: str, day: float = 11) -> Verification:
    return look_up(story.session.connection(), typed).on(story.day(day))


def test_a_genuine_number_tells_its_status_and_what_it_stands_for(story: Story, number: str) -> None:
    assert check(story, number) == Verification(
        Finding.GENUINE,
        number,
        Status.VALID,
        story.day(10),
        "Small award",
        "Test charity",
        story.day(10),
        story.session.scalars(select(Certificate.valid_until)).one(),
    )


def test_it_answers_for_the_day_that_is_asked_about(story: Story, number: str) -> None:
    last = last_day(story)
    for day, status in (
        (11, Status.VALID),
        (last - 90, Status.VALID),
        (last - 89, Status.DUE),
        (last, Status.DUE),
        (last + 1, Status.EXPIRED),
        (last + 5000, Status.EXPIRED),
    ):
        assert check(story, number, day).status == status, day


def test_a_revoked_number_says_so_and_since_when_and_for_good(story: Story, number: str) -> None:
    story.decides(story.cast.second_admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=20)
    for day in (20, 21, last_day(story) + 1):
        found = check(story, number, day)
        assert (found.finding, found.status, found.status_since) == (Finding.GENUINE, Status.REVOKED, story.day(20))
    assert check(story, number, 19).status == Status.VALID


def test_an_earlier_number_stays_revoked_when_another_is_issued(story: Story, number: str) -> None:
    story.decides(story.cast.admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=20)
    story.decides(story.cast.admin, story.cast.trainee, seen=2, day=21)
    second = story.session.scalars(select(Certificate.number).where(Certificate.period == 2)).one()
    assert (check(story, number, 22).status, check(story, second, 22).status) == (Status.REVOKED, Status.VALID)


def test_a_number_that_was_never_given_is_unknown(story: Story, number: str) -> None:
    never = new_number()
    assert check(story, never) == Verification(Finding.UNKNOWN, never)


def test_a_mistyped_character_is_told_from_an_unknown_number(story: Story, number: str, engine: Engine) -> None:
    for place in range(len(number)):
        other = ALPHABET[(ALPHABET.index(number[place]) + 1) % len(ALPHABET)]
        wrong = number[:place] + other + number[place + 1 :]
        with counted(engine) as statements:
            assert check(story, wrong) == Verification(Finding.MISTYPED, wrong)
        assert statements == []


@pytest.mark.parametrize(
    "typed", ["", " ", "ABC", "0" * 13, "0" * 15, "U" * 14, "' OR 1=1 --", "Ω" * 14, "0" * 5000, "\x00" * 14, "½" * 14]
)
def test_what_cannot_be_a_number_is_not_looked_up(story: Story, engine: Engine, typed: str) -> None:
    with counted(engine) as statements:
        assert check(story, typed).finding == Finding.MALFORMED
    assert statements == []


def test_a_number_may_be_typed_as_people_type(story: Story, number: str) -> None:
    for typed in (
        number.lower(),
        grouped(number),
        grouped(number).lower(),
        f"  {number}\t",
        "-".join(grouped(number).split()),
        "\u2011".join(number),
        number.replace("0", "O").replace("1", "l"),
        number.replace("0", "o").replace("1", "I"),
    ):
        found = check(story, typed)
        assert (found.finding, found.number) == (Finding.GENUINE, number), typed


def test_an_answer_never_holds_a_name_or_an_id_of_a_person(story: Story, number: str) -> None:
    story.session.get_one(Person, story.cast.trainee.id).name = "Xanthippe Quill"
    story.session.flush()
    told = repr(check(story, number))
    people = [each for each in vars(story.cast).values() if hasattr(each, "roles")]
    assert len(people) == 8
    for person in people:
        assert person.id not in told
    for word in ("Xanthippe", "Quill", "Trainee", "Admin", "All four criteria", "@example.org"):
        assert word not in told


def test_one_statement_is_enough(story: Story, number: str, engine: Engine) -> None:
    story.decides(story.cast.second_admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=20)
    story.session.expire_all()
    for typed, finding in ((number, Finding.GENUINE), (new_number(), Finding.UNKNOWN)):
        with counted(engine) as statements:
            assert check(story, typed).finding == finding
        assert len(statements) == 1


def test_it_keeps_answering_after_the_holder_left_and_their_texts_are_erased(story: Story, number: str) -> None:
    story.session.get_one(Person, story.cast.trainee.id).state = PersonState.LEFT
    for row in story.session.scalars(select(PersonalText)):
        row.body, row.erased_at = None, story.at(12)
    story.session.flush()
    assert check(story, number, 13).status == Status.VALID
