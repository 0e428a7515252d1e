"""What an edition's programme asks for, resolved against its own modules."""

from tests.support.cast import SMALL_COURSE
from training.course.content import Course
from training.course.loader import load
from training.criteria.policy import Requirement, policy_of
from training.evidence.rules import Kind

COURSE = load(SMALL_COURSE)
POLICY = policy_of(COURSE)


def needs(criterion: str) -> tuple[Requirement, ...]:
    return next(each.needs for each in POLICY.criteria if each.id == criterion)


def with_quiz_revision(revision: int) -> Course:
    first, safety = COURSE.modules
    assert first.quiz is not None
    raised = first.model_copy(update={"quiz": first.quiz.model_copy(update={"revision": revision})})
    return COURSE.model_copy(update={"modules": (raised, safety)})


def test_the_four_criteria_stand_in_the_order_of_the_programme() -> None:
    assert [(each.id, each.title, each.short) for each in POLICY.criteria] == [
        ("ready", "Ready enough", "Ready"),
        ("trained", "Trained enough", "Trained"),
        ("signposting", "Signposts well", "Signposts"),
        ("values", "Upholds the values", "Values"),
    ]


def test_ready_asks_for_the_signed_plan_and_a_talk() -> None:
    assert needs("ready") == (
        Requirement(Kind.DECLARATION, "wellbeing-plan", "wellbeing-plan", "The wellbeing plan", fresh_months=24),
        Requirement(Kind.READINESS, "readiness", "readiness", "Readiness conversation"),
    )


def test_trained_asks_for_the_quiz_of_each_module() -> None:
    assert needs("trained") == (
        Requirement(Kind.QUIZ, "first/quiz", "first", "First module", fresh_months=24),
        Requirement(Kind.QUIZ, "safety/quiz", "safety", "Safety module", fresh_months=24),
    )


def test_signposting_asks_only_that_no_critical_item_was_missed() -> None:
    assert needs("signposting") == (
        Requirement(Kind.QUIZ, "safety/quiz", "safety", "Safety module", critical_only=True, fresh_months=24),
    )


def test_values_ask_for_a_signature_a_reflection_and_observed_sessions_with_critical_lines() -> None:
    assert needs("values") == (
        Requirement(Kind.DECLARATION, "values-agreement", "values-agreement", "The values", fresh_months=24),
        Requirement(Kind.REFLECTION, "first/looking-back", "first", "Looking back"),
        Requirement(
            Kind.OBSERVATION,
            "observation",
            "observation",
            "Observed session",
            fresh_months=24,
            count=2,
            observers=2,
            dates=2,
            critical_lines=("opens",),
        ),
    )


def test_a_raised_revision_becomes_the_revision_that_is_asked_for() -> None:
    raised = policy_of(with_quiz_revision(3))
    assert [need.revision for criterion in raised.criteria for need in criterion.needs if need.of == "first/quiz"] == [
        3
    ]


def test_the_same_course_gives_the_same_digest_whenever_it_is_read() -> None:
    assert policy_of(load(SMALL_COURSE)).digest == POLICY.digest


def test_whatever_changes_what_is_asked_changes_the_digest() -> None:
    assert policy_of(with_quiz_revision(2)).digest != POLICY.digest


def test_the_digest_does_not_change_with_words_that_ask_for_nothing() -> None:
    first, safety = COURSE.modules
    reworded = COURSE.model_copy(update={"modules": (first.model_copy(update={"summary": "Other words."}), safety)})
    assert policy_of(reworded).digest == POLICY.digest
