"""A quiz: one question a page, a page to check, the result."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training.attempts.queries import AttemptView, answers, attempt_for
from training.attempts.service import HANDED_IN, save_answers
from training.core.errors import NotFound, Refused
from training.core.roles import Permission
from training.course.content import Module, Quiz
from training.course.queries import edition
from training.extensions import session
from training.marking.queries import latest_marks
from training.marking.rules import feedback, lessons_to_read_again
from training.marking.service import hand_in as hand_in_attempt
from training.web import asking
from training.web.carried import Described, carries
from training.web.guards import access
from training.web.rendering import plain_text
from training.web.trainee.forms import sent_answer

blueprint = Blueprint("attempts", __name__)


@dataclass(frozen=True)
class Sitting:
    """An attempt with the content it was opened under."""

    attempt: AttemptView
    module: Module
    quiz: Quiz

    @property
    def length(self) -> int:
        return len(self.attempt.items)


@blueprint.get("/attempts/<attempt_id>")
@access(Permission.LEARN)
def attempt(attempt_id: str) -> ResponseReturnValue:
    """Carry on: the first question without an answer, the page to check, or the result."""
    sitting = _sitting(attempt_id)
    if sitting.attempt.handed_in_at is not None:
        return redirect(url_for("attempts.result", attempt_id=attempt_id), 303)
    given = answers(session(), attempt_id)
    for number, item in enumerate(sitting.attempt.items, start=1):
        if item not in given:
            return redirect(url_for("attempts.question", attempt_id=attempt_id, number=number), 303)
    return redirect(url_for("attempts.check", attempt_id=attempt_id), 303)


@blueprint.get("/attempts/<attempt_id>/questions/<int:number>")
@access(Permission.LEARN)
def question(attempt_id: str, number: int) -> ResponseReturnValue:
    sitting = _sitting(attempt_id)
    if sitting.attempt.handed_in_at is not None:
        return redirect(url_for("attempts.result", attempt_id=attempt_id), 303)
    if not 1 <= number <= sitting.length:
        raise NotFound
    return _question_page(sitting, number, answers(session(), attempt_id))


def own_attempt(attempt_id: str, **_more: object) -> AttemptView:
    """One's own attempt, for the guard."""
    return attempt_for(session(), asking.actor(), attempt_id)


def carried_answer(attempt_id: str, fields: dict[str, str], item: str = "") -> Described:
    """What was chosen, in words, for someone who was signed out meanwhile.

    :raises NotFound: nothing was chosen, or the attempt is somebody else's
    """
    sitting = _sitting(attempt_id)
    asked = sitting.quiz.items_by_id.get(item or fields.get("item", ""))
    option = asked.option(fields.get("answer", "")) if asked else None
    if asked is None or option is None:
        raise NotFound
    return [(plain_text(asked.text), plain_text(option.text))]


@blueprint.post("/attempts/<attempt_id>/responses/<item>")
@access(Permission.LEARN, load=own_attempt)
@carries(carried_answer)
def respond(attempt_id: str, item: str) -> ResponseReturnValue:
    """Save one answer. A script gets a word back; a form goes on to where its button leads."""
    by_script = request.accept_mimetypes.best == "application/json"
    sent = sent_answer(request.form, item)
    try:
        found = save_answers(
            session(), actor=asking.actor(), attempt_id=attempt_id, answers=[sent] if sent else [], now=asking.now()
        )
    except Refused as refused:
        return _not_saved(attempt_id, item, refused, by_script=by_script)
    if by_script:
        return {"saved": sent is not None}
    if found.handed_in_at is not None:
        flash("This quiz was already handed in.")
        return redirect(url_for("attempts.result", attempt_id=attempt_id), 303)
    if item not in found.items:
        raise NotFound
    return _onward(found, found.items.index(item) + 1)


@blueprint.get("/attempts/<attempt_id>/check")
@access(Permission.LEARN)
def check(attempt_id: str) -> ResponseReturnValue:
    sitting = _sitting(attempt_id)
    if sitting.attempt.handed_in_at is not None:
        return redirect(url_for("attempts.result", attempt_id=attempt_id), 303)
    return render_template("trainee/check.html", sitting=sitting, given=answers(session(), attempt_id))


@blueprint.post("/attempts/<attempt_id>/hand-in")
@access(Permission.LEARN, load=own_attempt)
@carries(carried_answer)
def hand_in(attempt_id: str) -> ResponseReturnValue:
    """Hand in, with what the page still holds.

    With questions left open, and not confirmed, the check page asks first.
    """
    actor = asking.actor()
    last = sent_answer(request.form)
    try:
        marking = hand_in_attempt(
            session(),
            actor=actor,
            attempt_id=attempt_id,
            last_answers=[last] if last else [],
            now=asking.now(),
            even_unfinished=request.form.get("confirmed") == "yes",
        )
    except Refused as refused:
        if refused.code != HANDED_IN:
            return _not_saved(attempt_id, request.form.get("item", ""), refused, by_script=False)
        flash(refused.message)
        return redirect(url_for("attempts.result", attempt_id=attempt_id), 303)
    if marking is None:
        flash("Some questions have no answer yet. You can go back to them, or hand in as it is.")
        return redirect(url_for("attempts.check", attempt_id=attempt_id), 303)
    return redirect(url_for("attempts.result", attempt_id=attempt_id), 303)


@blueprint.get("/attempts/<attempt_id>/result")
@access(Permission.LEARN)
def result(attempt_id: str) -> ResponseReturnValue:
    sitting = _sitting(attempt_id)
    if sitting.attempt.handed_in_at is None:
        return redirect(url_for("attempts.attempt", attempt_id=attempt_id), 303)
    mark = latest_marks(session(), [attempt_id])[attempt_id]
    key = edition(session(), mark.key_edition).course.quiz(sitting.attempt.activity) or sitting.quiz
    again = lessons_to_read_again(key, mark.critical_misses)
    return render_template(
        "trainee/result.html",
        sitting=sitting,
        quiz=key,
        mark=mark,
        items=feedback(key, mark.items),
        again=[lesson for lesson in sitting.module.lessons if lesson.id in again],
        needed=-(-key.pass_mark * mark.maximum // 100),
    )


def _sitting(attempt_id: str) -> Sitting:
    found = attempt_for(session(), asking.actor(), attempt_id)
    course = edition(session(), found.edition).course
    module = course.module(found.activity.partition("/")[0])
    if module is None or module.quiz is None:
        raise NotFound
    return Sitting(found, module, module.quiz)


def _onward(found: AttemptView, number: int) -> ResponseReturnValue:
    """Where the button that was pressed leads."""
    where = request.form.get("go", "next")
    if where == "break":
        flash("Your answers are saved. Take all the time you need; your place is kept.")
        return redirect(url_for("learn.path"), 303)
    if where == "back" and number > 1:
        return redirect(url_for("attempts.question", attempt_id=found.id, number=number - 1), 303)
    if where == "next" and number < len(found.items):
        return redirect(url_for("attempts.question", attempt_id=found.id, number=number + 1), 303)
    if where == "stay":
        return redirect(url_for("attempts.question", attempt_id=found.id, number=number), 303)
    return redirect(url_for("attempts.check", attempt_id=found.id), 303)


def _not_saved(attempt_id: str, item: str, refused: Refused, *, by_script: bool) -> ResponseReturnValue:
    code = 409 if refused.code == HANDED_IN else 422
    if by_script:
        return {"saved": False, "error": refused.message}, code
    session().rollback()
    if refused.code == HANDED_IN:
        return render_template("trainee/too_late.html", attempt_id=attempt_id, message=refused.message), code
    sitting = _sitting(attempt_id)
    number = sitting.attempt.items.index(item) + 1
    return _question_page(sitting, number, answers(session(), attempt_id), refused.message), code


def _question_page(sitting: Sitting, number: int, given: dict[str, str], problem: str = "") -> str:
    item = sitting.quiz.items_by_id[sitting.attempt.items[number - 1]]
    return render_template(
        "trainee/question.html", sitting=sitting, number=number, item=item, given=given, problem=problem
    )
