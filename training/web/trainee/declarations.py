"""Reading and signing a statement."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from training.core.errors import NotFound, Refused
from training.core.ids import digest_of
from training.core.roles import Permission
from training.course.content import Statement
from training.criteria.rules import NeedVerdict, State
from training.evidence.rules import Kind
from training.extensions import session
from training.learning.queries import path_and_assessment
from training.practice.service import sign
from training.web import asking
from training.web.guards import access
from training.web.trainee.forms import SignForm

blueprint = Blueprint("declarations", __name__)


@blueprint.get("/declarations/<statement_id>")
@access(Permission.LEARN)
def statement(statement_id: str) -> ResponseReturnValue:
    found = _statement(statement_id)
    return _page(found, SignForm(words_digest=digest_of(found.words)))


@blueprint.post("/declarations/<statement_id>")
@access(Permission.LEARN)
def sign_statement(statement_id: str) -> ResponseReturnValue:
    found = _statement(statement_id)
    form = SignForm()
    if not form.validate():
        abort(400)
    try:
        sign(
            session(),
            actor=asking.actor(),
            edition=asking.edition(),
            statement_id=statement_id,
            words_digest=form.words_digest.data or "",
            form_key=form.form_key.data or "",
            now=asking.now(),
        )
    except Refused as refused:
        flash(refused.message)
        return redirect(url_for("declarations.statement", statement_id=statement_id), 303)
    flash(f"Thank you. You have signed: {found.title}.")
    return redirect(url_for("progress.progress"), 303)


def _statement(statement_id: str) -> Statement:
    found = asking.statement(statement_id)
    if found is None:
        raise NotFound
    return found


def _page(found: Statement, form: SignForm) -> str:
    _, assessment = path_and_assessment(session(), asking.actor().id, asking.edition(), asking.zone(), asking.today())
    needs: list[NeedVerdict] = [
        need
        for criterion in assessment.criteria
        for need in criterion.needs
        if need.need.kind == Kind.DECLARATION and need.need.of == found.id
    ]
    signed = next((need.counted[0] for need in needs if need.state == State.MET), None)
    template = asking.edition().course.template(found.id)
    return render_template("trainee/declaration.html", statement=found, form=form, signed=signed, template=template)
