"""Writing a reflection: a draft for one's own eyes, then handed in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training.core.errors import NotFound, Refused
from training.core.roles import Permission
from training.course.content import Module, Reflection, activity_name
from training.extensions import session
from training.people.cohorts import trainers_of
from training.practice.models import ReviewOutcome
from training.practice.queries import DraftView, SubmissionView, draft, own_submissions
from training.practice.rules import reflection_problems, together
from training.practice.service import hand_in_reflection, save_draft
from training.web import asking
from training.web.carried import Described, carries, written
from training.web.guards import access
from training.web.rendering import moment
from training.web.trainee.forms import ReflectionForm, prompt_field, reflection_form, texts_of

blueprint = Blueprint("reflections", __name__)


def reflection_page(module: Module, reflection: Reflection) -> ResponseReturnValue:
    """The page of a reflection: to write, waiting to be read, accepted, or asking for another go."""
    actor = asking.actor()
    activity = activity_name(module.id, reflection.id)
    submissions = own_submissions(session(), actor, activity)
    kept = draft(session(), actor, activity)
    earlier = submissions[0].texts if submissions else None
    form = reflection_form(reflection, kept.texts if kept else earlier or {}, seen=kept.digest if kept else "")
    return _page(module, reflection, form, submissions, saved_at=kept.saved_at if kept else None)


def carried_texts(module_id: str, activity_id: str, fields: dict[str, str]) -> Described:
    """What was written, for someone who was signed out meanwhile."""
    _, reflection = _reflection(module_id, activity_id)
    return written(fields, {prompt_field(prompt.id): prompt.asks for prompt in reflection.prompts})


@blueprint.post("/learn/<module_id>/<activity_id>/draft")
@access(Permission.LEARN)
@carries(carried_texts)
def keep_draft(module_id: str, activity_id: str) -> ResponseReturnValue:
    module, reflection = _reflection(module_id, activity_id)
    form = reflection_form(reflection, {})
    if not form.validate():
        return _again(module, reflection, form)
    try:
        save_draft(
            session(),
            actor=asking.actor(),
            edition=asking.edition(),
            activity=activity_name(module_id, activity_id),
            texts=texts_of(form, reflection),
            page=form.form_key.data or "",
            seen=form.seen.data or "",
            now=asking.now(),
        )
    except Refused as refused:
        return _both(module, reflection, form, refused)
    if request.accept_mimetypes.best == "application/json":
        return {"saved": True}
    flash("Your draft is saved. Only you can see it.")
    return redirect(url_for("learn.activity", module_id=module_id, activity_id=activity_id), 303)


@blueprint.post("/learn/<module_id>/<activity_id>/hand-in")
@access(Permission.LEARN)
@carries(carried_texts)
def hand_in(module_id: str, activity_id: str) -> ResponseReturnValue:
    module, reflection = _reflection(module_id, activity_id)
    form = reflection_form(reflection, {})
    valid = form.validate()
    texts = texts_of(form, reflection)
    problems = reflection_problems(texts, tuple(prompt.id for prompt in reflection.prompts))
    if not valid or problems:
        for prompt, sentence in problems.items():
            if not form[prompt_field(prompt)].errors:
                form.blame(prompt_field(prompt), sentence)
        return _again(module, reflection, form)
    try:
        hand_in_reflection(
            session(),
            actor=asking.actor(),
            edition=asking.edition(),
            activity=activity_name(module_id, activity_id),
            texts=texts,
            form_key=form.form_key.data or "",
            seen=form.seen.data or "",
            now=asking.now(),
        )
    except Refused as refused:
        if refused.code == "elsewhere":
            return _both(module, reflection, form, refused)
        flash(refused.message)
        if refused.code == "waiting":
            _keep_what_came_too_late(activity_name(module_id, activity_id), texts, form.form_key.data or "")
        return redirect(url_for("learn.activity", module_id=module_id, activity_id=activity_id), 303)
    flash("Handed in. A trainer will read it and tell you what they think.")
    return redirect(url_for("learn.activity", module_id=module_id, activity_id=activity_id), 303)


def _keep_what_came_too_late(activity: str, texts: dict[str, str], page: str) -> None:
    """Keep, as a draft, what somebody handed in from a second page while the first waits to be read."""
    waiting = own_submissions(session(), asking.actor(), activity)[0]
    if texts != waiting.texts:
        kept = draft(session(), asking.actor(), activity)
        save_draft(
            session(),
            actor=asking.actor(),
            edition=asking.edition(),
            activity=activity,
            texts=_with(kept, texts),
            page=page,
            seen=kept.digest if kept else "",
            now=asking.now(),
        )
        flash("What you sent just now is other than what waits. It is kept as a draft, for your eyes only.")


def _reflection(module_id: str, activity_id: str) -> tuple[Module, Reflection]:
    module = asking.edition().course.module(module_id)
    if module is None or module.reflection is None or module.reflection.id != activity_id:
        raise NotFound
    return module, module.reflection


def _again(module: Module, reflection: Reflection, form: ReflectionForm) -> ResponseReturnValue:
    """The page with what was typed and what is wrong with it."""
    if request.accept_mimetypes.best == "application/json":
        return {"saved": False, "error": "; ".join(sentence for _, sentence in form.problems)}, 422
    submissions = own_submissions(session(), asking.actor(), activity_name(module.id, reflection.id))
    return _page(module, reflection, form, submissions, saved_at=None), 422


def _both(module: Module, reflection: Reflection, form: ReflectionForm, refused: Refused) -> ResponseReturnValue:
    """The page with what was typed and, below it, what was written elsewhere meanwhile: saving it saves both."""
    if request.accept_mimetypes.best == "application/json":
        return {"saved": False, "error": refused.message}, 409
    activity = activity_name(module.id, reflection.id)
    kept = draft(session(), asking.actor(), activity)
    for prompt, text in _with(kept, texts_of(form, reflection)).items():
        if prompt_field(prompt) in form:
            form[prompt_field(prompt)].data = text
    form.seen.data = kept.digest if kept else ""
    submissions = own_submissions(session(), asking.actor(), activity)
    return _page(module, reflection, form, submissions, saved_at=None, elsewhere=True), 409


def _with(kept: DraftView | None, texts: dict[str, str]) -> dict[str, str]:
    """These words, and those of a draft that they lack."""
    return together(texts, kept.texts, f"Written elsewhere, {moment(kept.saved_at)}:") if kept else texts


def _page(
    module: Module,
    reflection: Reflection,
    form: ReflectionForm,
    submissions: tuple[SubmissionView, ...],
    *,
    saved_at: object,
    elsewhere: bool = False,
) -> str:
    latest = submissions[0] if submissions else None
    reviewed = latest.reviewed if latest else None
    closed = latest is not None and (reviewed is None or reviewed.outcome == ReviewOutcome.ACCEPTED)
    rubric = asking.edition().course.rubric(reflection.rubric)
    return render_template(
        "trainee/reflection.html",
        module=module,
        reflection=reflection,
        form=form,
        latest=latest,
        writable=not closed,
        saved_at=saved_at,
        elsewhere=elsewhere,
        rubric=rubric,
        prompt_field=prompt_field,
        trainers=trainers_of(session(), asking.actor().id),
    )
