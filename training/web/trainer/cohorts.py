"""A trainer's cohorts: who is in them, how far they are, who needs something."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from training.core.roles import Permission
from training.criteria.queries import standings
from training.extensions import session
from training.learning.attention import calls, waits
from training.people.cohorts import cohort_for, cohorts_of_trainer, trainees_of_cohort, trainees_of_trainer
from training.practice.queries import waiting_reviews
from training.web import asking
from training.web.guards import access

blueprint = Blueprint("cohorts", __name__)

PAGE = 50


@blueprint.get("/cohorts")
@access(Permission.SEE_COHORTS)
def cohorts() -> ResponseReturnValue:
    actor, edition = asking.actor(), asking.edition()
    names = {each.id: each.name for each in trainees_of_trainer(session(), actor.id)}
    standing = standings(session(), list(names), edition, asking.zone(), asking.today())
    return render_template(
        "trainer/cohorts.html",
        cohorts=cohorts_of_trainer(session(), actor.id),
        calls=calls(names, standing, waiting_reviews(session(), actor), asking.today()),
        course=edition.course,
    )


@blueprint.get("/cohorts/<cohort_id>")
@access(Permission.SEE_COHORTS)
def cohort(cohort_id: str) -> ResponseReturnValue:
    actor, edition = asking.actor(), asking.edition()
    found = cohort_for(session(), actor, cohort_id)
    page = asking.page_number()
    trainees = trainees_of_cohort(session(), found.id, offset=(page - 1) * PAGE, limit=PAGE)
    standing = standings(session(), [each.id for each in trainees], edition, asking.zone(), asking.today())
    shown = {each.id: each.name for each in trainees if each.id != actor.id}
    waiting = [each for each in waiting_reviews(session(), actor) if each.person_id in shown]
    return render_template(
        "trainer/cohort.html",
        cohort=found,
        trainees=trainees,
        standing=standing,
        waits=waits,
        calls=calls(shown, standing, waiting, asking.today()),
        course=edition.course,
        page=page,
        pages=-(-found.trainees // PAGE),
    )
