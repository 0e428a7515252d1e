"""Forms of a trainer's pages."""

from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length

from training.course.content import Rubric
from training.practice.models import ReadinessOutcome, ReviewOutcome
from training.practice.rules import FEEDBACK_MAX
from training.web.forms import (
    DATE_PROBLEM,
    CreatingForm,
    Day,
    PlainText,
    Visible,
    WrittenForm,
    rubric_fields,
    strip,
    unix_lines,
    with_fields,
)

TOO_LONG = f"This is longer than we can keep: use at most {FEEDBACK_MAX:,} characters."

FEEDBACK_HEADINGS = {"helped": "One thing that helped", "to_try": "One thing to try"}
REVIEW_OUTCOMES = {ReviewOutcome.ACCEPTED.value: "Accept it", ReviewOutcome.NOT_YET.value: "Ask for another go"}
READINESS_OUTCOMES = {
    ReadinessOutcome.READY.value: "Ready",
    ReadinessOutcome.WITH_SUPPORT.value: "Ready with support",
    ReadinessOutcome.NOT_YET.value: "Not yet",
    ReadinessOutcome.PAUSED.value: "Paused",
}


def _words(label: str, hint: str) -> TextAreaField:
    return TextAreaField(
        label,
        [
            InputRequired("Write a sentence here. It is what helps most."),
            PlainText(),
            Visible("Write a sentence here. It is what helps most."),
            Length(max=FEEDBACK_MAX, message=TOO_LONG),
        ],
        filters=[unix_lines, strip],
        description=hint,
    )


class FeedbackForm(WrittenForm, CreatingForm):
    """A rubric's lines are added by `review_form` and `observation_form`."""

    stand_last = ("outcome", "helped", "to_try")

    helped = _words(FEEDBACK_HEADINGS["helped"], "They will read this. Be specific and kind.")
    to_try = _words(FEEDBACK_HEADINGS["to_try"], "They will read this. One small, concrete step.")


class ReviewForm(FeedbackForm):
    outcome = RadioField(
        "Your decision",
        choices=[SelectChoice(outcome, words) for outcome, words in REVIEW_OUTCOMES.items()],
        validators=[InputRequired("Choose one.")],
    )


class ObservationForm(FeedbackForm):
    held_on = Day(
        "Date of the session", [InputRequired(DATE_PROBLEM)], description="The day on which you watched the session."
    )
    early_reason = TextAreaField(
        "Why the session was held already",
        [PlainText(), Length(max=FEEDBACK_MAX, message=TOO_LONG)],
        filters=[unix_lines, strip],
        description="Needed only if the modules above were still to be passed on that day.",
    )


class ReadinessForm(WrittenForm, CreatingForm):
    outcome = RadioField(
        "What you agreed",
        choices=[SelectChoice(outcome, words) for outcome, words in READINESS_OUTCOMES.items()],
        validators=[InputRequired("Choose one.")],
    )
    review_on = Day(
        "When you will talk again",
        [InputRequired(DATE_PROBLEM)],
        description="A date within the next year. Until then the answer holds.",
    )


def review_form(rubric: Rubric) -> ReviewForm:
    """The form to judge a reflection by its rubric."""
    made: ReviewForm = with_fields(ReviewForm, rubric_fields(rubric, may_be_unseen=False))()
    return made


def observation_form(rubric: Rubric) -> ObservationForm:
    """The form to record an observed session by its rubric."""
    made: ObservationForm = with_fields(ObservationForm, rubric_fields(rubric, may_be_unseen=True))()
    return made
