"""Reflections that wait, and judging one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from training.audit.queries import REFLECTION_READ
from training.core.errors import NotFound, Refused
from training.core.roles import Permission
from training.course.content import Reflection, Rubric
from training.course.queries import EditionView, edition
from training.extensions import session
from training.practice.models import ReviewOutcome
from training.practice.queries import SubmissionView, submission_for, waiting_reviews
from training.practice.service import review as review_submission
from training.web import asking
from training.web.apart import looked
from training.web.carried import Described, carries, written
from training.web.forms import levels_of, levels_written, line_field
from training.web.guards import access
from training.web.trainer.forms import FEEDBACK_HEADINGS, REVIEW_OUTCOMES, ReviewForm, review_form

blueprint = Blueprint("reviews", __name__)


def _submission(submission_id: str) -> SubmissionView:
    """A submission that the one who asks may judge."""
    return submission_for(session(), asking.actor(), submission_id)


@blueprint.get("/reviews")
@access(Permission.JUDGE)
def reviews() -> ResponseReturnValue:
    return render_template(
        "trainer/reviews.html",
        waiting=waiting_reviews(session(), asking.actor()),
        course=asking.edition().course,
    )


@blueprint.get("/reviews/<submission_id>")
@access(Permission.JUDGE)
def review(submission_id: str) -> ResponseReturnValue:
    submission = _submission(submission_id)
    _, reflection, rubric = _content(submission)
    return _page(submission, reflection, rubric, review_form(rubric))


def carried_review(submission_id: str, fields: dict[str, str]) -> Described:
    """What was judged and written, for someone who was signed out meanwhile."""
    submission = _submission(submission_id)
    _, _, rubric = _content(submission)
    outcome = {"outcome": REVIEW_OUTCOMES.get(fields.get("outcome", ""), "")}
    return [
        ("A reflection by", submission.name),
        *levels_written(fields, rubric),
        *written(outcome, {"outcome": "Your decision"}),
        *written(fields, FEEDBACK_HEADINGS),
    ]


@blueprint.post("/reviews/<submission_id>")
@access(Permission.JUDGE, load=_submission)
@carries(carried_review)
def add_review(submission_id: str) -> ResponseReturnValue:
    submission = _submission(submission_id)
    held, reflection, rubric = _content(submission)
    form = review_form(rubric)
    if not form.validate():
        return _page(submission, reflection, rubric, form), 422
    try:
        review_submission(
            session(),
            actor=asking.actor(),
            edition=held,
            submission_id=submission_id,
            lines=levels_of(form, rubric),
            outcome=ReviewOutcome(form.outcome.data),
            feedback={"helped": form.helped.data or "", "to_try": form.to_try.data or ""},
            form_key=form.form_key.data or "",
            now=asking.now(),
        )
    except Refused as refused:
        if refused.code == "reviewed":
            return _page(_submission(submission_id), reflection, rubric, form), 409
        form.blame("outcome", refused.message)
        return _page(submission, reflection, rubric, form), 422
    flash(f"Your review is recorded. {submission.name} can read it now.")
    return redirect(url_for("reviews.reviews"), 303)


def _content(submission: SubmissionView) -> tuple[EditionView, Reflection, Rubric]:
    """The edition that a reflection was handed in under, with its prompts and rubric."""
    held = edition(session(), submission.edition)
    reflection = held.course.reflection(submission.activity)
    rubric = held.course.rubric(reflection.rubric) if reflection else None
    if reflection is None or rubric is None:
        raise NotFound
    return held, reflection, rubric


def _page(submission: SubmissionView, reflection: Reflection, rubric: Rubric, form: ReviewForm) -> str:
    """A reflection to be judged; or as it was judged, with what somebody wrote who came second."""
    looked(REFLECTION_READ, submission.person_id)
    return render_template(
        "trainer/review.html",
        submission=submission,
        reflection=reflection,
        rubric=rubric,
        form=form,
        line_field=line_field,
        outcomes=REVIEW_OUTCOMES,
    )
