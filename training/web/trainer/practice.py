"""Recording an observed session and a readiness conversation."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from training.core.errors import NotFound, Refused
from training.core.roles import Permission
from training.course.content import Rubric
from training.course.programme import ObservationsNeed
from training.extensions import session
from training.learning.queries import modules_first
from training.learning.service import record_session
from training.people.queries import PersonView, person_for
from training.practice.models import ReadinessOutcome
from training.practice.service import record_readiness
from training.web import asking
from training.web.carried import Described, carries, written
from training.web.forms import levels_of, levels_written, line_field
from training.web.guards import access
from training.web.trainer.forms import (
    FEEDBACK_HEADINGS,
    READINESS_OUTCOMES,
    ObservationForm,
    ReadinessForm,
    observation_form,
)

blueprint = Blueprint("practice", __name__)


def _trainee(person_id: str) -> PersonView:
    """A trainee whom the one who asks may judge."""
    return person_for(session(), asking.actor(), Permission.JUDGE, person_id)


@blueprint.get("/people/<person_id>/observations/new")
@access(Permission.JUDGE)
def new_observation(person_id: str) -> ResponseReturnValue:
    person, rubric = _trainee(person_id), _rubric()
    return _observation_page(person, rubric, observation_form(rubric))


def carried_observation(person_id: str, fields: dict[str, str]) -> Described:
    """What was judged and written, for someone who was signed out meanwhile."""
    person = _trainee(person_id)
    return [
        ("An observed session of", person.name),
        *written(fields, {"held_on": "Date of the session"}),
        *levels_written(fields, _rubric()),
        *written(fields, FEEDBACK_HEADINGS),
    ]


@blueprint.post("/people/<person_id>/observations/new")
@access(Permission.JUDGE, load=_trainee)
@carries(carried_observation)
def add_observation(person_id: str) -> ResponseReturnValue:
    person, rubric = _trainee(person_id), _rubric()
    form = observation_form(rubric)
    if not form.validate() or form.held_on.data is None:
        return _observation_page(person, rubric, form), 422
    try:
        record_session(
            session(),
            actor=asking.actor(),
            edition=asking.edition(),
            person_id=person_id,
            rubric_id=rubric.id,
            held_on=form.held_on.data,
            lines=levels_of(form, rubric),
            feedback={"helped": form.helped.data or "", "to_try": form.to_try.data or ""},
            early_reason=form.early_reason.data or "",
            form_key=form.form_key.data or "",
            zone=asking.zone(),
            today=asking.today(),
            now=asking.now(),
        )
    except Refused as refused:
        form.blame("early_reason" if refused.code == "early" else "held_on", refused.message)
        return _observation_page(person, rubric, form), 422
    flash(f"The session is recorded. {person.name} can read your feedback now.")
    return redirect(url_for("people.person", person_id=person_id), 303)


@blueprint.get("/people/<person_id>/readiness/new")
@access(Permission.JUDGE)
def new_readiness(person_id: str) -> ResponseReturnValue:
    return _readiness_page(_trainee(person_id), ReadinessForm())


def carried_readiness(person_id: str, fields: dict[str, str]) -> Described:
    """The outcome that was chosen, for someone who was signed out meanwhile."""
    person = _trainee(person_id)
    outcome = {"outcome": READINESS_OUTCOMES.get(fields.get("outcome", ""), "")}
    return [
        ("A readiness conversation with", person.name),
        *written(outcome, {"outcome": "What you agreed"}),
        *written(fields, {"review_on": "You will talk again on"}),
    ]


@blueprint.post("/people/<person_id>/readiness/new")
@access(Permission.JUDGE, load=_trainee)
@carries(carried_readiness)
def add_readiness(person_id: str) -> ResponseReturnValue:
    person = _trainee(person_id)
    form = ReadinessForm()
    if not form.validate() or form.review_on.data is None:
        return _readiness_page(person, form), 422
    try:
        record_readiness(
            session(),
            actor=asking.actor(),
            person_id=person_id,
            outcome=ReadinessOutcome(form.outcome.data),
            review_on=form.review_on.data,
            form_key=form.form_key.data or "",
            today=asking.today(),
            now=asking.now(),
        )
    except Refused as refused:
        form.blame("review_on", refused.message)
        return _readiness_page(person, form), 422
    flash(f"Your readiness conversation with {person.name} is recorded.")
    return redirect(url_for("people.person", person_id=person_id), 303)


def _rubric() -> Rubric:
    """The rubric that the programme observes by."""
    course = asking.edition().course
    for criterion in course.programme.criteria:
        for need in criterion.needs:
            if isinstance(need, ObservationsNeed):
                rubric = course.rubric(need.of)
                if rubric is not None:
                    return rubric
    raise NotFound


def _observation_page(person: PersonView, rubric: Rubric, form: ObservationForm) -> str:
    return render_template(
        "trainer/observation.html",
        person=person,
        rubric=rubric,
        form=form,
        line_field=line_field,
        first=modules_first(session(), person.id, asking.edition(), asking.zone(), asking.today()),
    )


def _readiness_page(person: PersonView, form: ReadinessForm) -> str:
    return render_template("trainer/readiness.html", person=person, form=form)
