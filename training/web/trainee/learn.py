"""The path, its modules and its lessons."""

from random import SystemRandom

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from training.attempts.queries import attempts_of
from training.certification.queries import latest_certificate
from training.certification.rules import STANDS
from training.core.errors import NotFound
from training.core.roles import Permission
from training.course.content import Lesson, Module, Quiz, activity_name
from training.extensions import session
from training.learning.queries import path_and_assessment
from training.learning.rules import ModuleStep
from training.learning.service import begin_quiz
from training.marking.queries import latest_marks
from training.people.cohorts import trainers_of
from training.reading.queries import last_read
from training.reading.service import record_reading
from training.web import asking
from training.web.forms import CreatingForm
from training.web.guards import access
from training.web.trainee.reflections import reflection_page

blueprint = Blueprint("learn", __name__)


@blueprint.get("/learn")
@access(Permission.LEARN)
def path() -> ResponseReturnValue:
    actor = asking.actor()
    steps, assessment = path_and_assessment(session(), actor.id, asking.edition(), asking.zone(), asking.today())
    held = latest_certificate(session(), actor.id, asking.today())
    return render_template(
        "trainee/path.html",
        path=steps,
        assessment=assessment,
        trainers=trainers_of(session(), actor.id),
        certificate=held[0] if held and held[1] in STANDS else None,
    )


@blueprint.get("/learn/<module_id>")
@access(Permission.LEARN)
def module(module_id: str) -> ResponseReturnValue:
    return render_template("trainee/module.html", step=_step(module_id))


@blueprint.get("/learn/<module_id>/<activity_id>")
@access(Permission.LEARN)
def activity(module_id: str, activity_id: str) -> ResponseReturnValue:
    """A lesson, a quiz's first page, or a reflection, by its name in the module."""
    found = _module(module_id)
    lesson = found.lesson(activity_id)
    if lesson is not None:
        return _lesson_page(found, lesson)
    if found.quiz is not None and found.quiz.id == activity_id:
        return _quiz_page(found, found.quiz)
    if found.reflection is not None and found.reflection.id == activity_id:
        return reflection_page(found, found.reflection)
    raise NotFound


@blueprint.post("/learn/<module_id>/<activity_id>/read")
@access(Permission.LEARN)
def read(module_id: str, activity_id: str) -> ResponseReturnValue:
    found = _module(module_id)
    form = CreatingForm()
    if not form.validate():
        abort(400)
    record_reading(
        session(),
        actor=asking.actor(),
        edition=asking.edition(),
        module_id=module_id,
        lesson_id=activity_id,
        form_key=form.form_key.data or "",
        now=asking.now(),
    )
    order = found.opened
    after = order.index(activity_id) + 1
    if after < len(order):
        return redirect(url_for("learn.activity", module_id=module_id, activity_id=order[after]), 303)
    return redirect(url_for("learn.module", module_id=module_id), 303)


@blueprint.post("/learn/<module_id>/<activity_id>/begin")
@access(Permission.LEARN)
def begin(module_id: str, activity_id: str) -> ResponseReturnValue:
    found = _module(module_id)
    if found.quiz is None or found.quiz.id != activity_id:
        raise NotFound
    attempt = begin_quiz(
        session(),
        actor=asking.actor(),
        edition=asking.edition(),
        module_id=module_id,
        zone=asking.zone(),
        on=asking.today(),
        random=SystemRandom(),
        now=asking.now(),
    )
    return redirect(url_for("attempts.attempt", attempt_id=attempt.id), 303)


@blueprint.post("/learn/<module_id>/<activity_id>/break")
@access(Permission.LEARN)
def take_break(module_id: str, activity_id: str) -> ResponseReturnValue:
    """Leave a lesson for now. Nothing is recorded; the path keeps the place by itself."""
    if activity_id not in _module(module_id).activities:
        raise NotFound
    flash("Take all the time you need. Your place is kept.")
    return redirect(url_for("learn.path"), 303)


def _module(module_id: str) -> Module:
    found = asking.edition().course.module(module_id)
    if found is None:
        raise NotFound
    return found


def _step(module_id: str) -> ModuleStep:
    steps, _ = path_and_assessment(session(), asking.actor().id, asking.edition(), asking.zone(), asking.today())
    for step in steps.steps:
        if step.module.id == module_id:
            return step
    raise NotFound


def _quiz_page(module: Module, quiz: Quiz) -> str:
    """What awaits one, and one's earlier sittings: their answers and explanations stay open to read."""
    attempts = attempts_of(session(), asking.actor().id, activity_name(module.id, quiz.id))
    marks = latest_marks(session(), [each.id for each in attempts])
    return render_template(
        "trainee/quiz_start.html",
        step=_step(module.id),
        earlier=[(each, marks[each.id].passed) for each in reversed(attempts) if each.id in marks],
    )


def _lesson_page(module: Module, lesson: Lesson) -> str:
    read_at = last_read(session(), asking.actor().id, module.id)
    number = module.lessons.index(lesson) + 1
    return render_template(
        "trainee/lesson.html",
        module=module,
        lesson=lesson,
        number=number,
        read={lesson_id for _, lesson_id in read_at},
        read_at=read_at.get((module.id, lesson.id)),
        previous=module.lessons[number - 2] if number > 1 else None,
        following=module.lessons[number] if number < len(module.lessons) else None,
        minutes_read=sum(each.minutes for each in module.lessons if (module.id, each.id) in read_at),
        minutes=sum(each.minutes for each in module.lessons),
    )
