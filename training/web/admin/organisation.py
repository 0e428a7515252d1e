"""What the charity says itself: details, logo, statements, numbers; and what must be settled before real use."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from training.core.errors import NotFound, Refused
from training.core.roles import Permission
from training.course.content import Statement
from training.course.directory import Service
from training.extensions import session
from training.organisation import service
from training.organisation.launch import LaunchItem, Place, by_word
from training.organisation.logo import LARGEST_FILE, LogoInvalid, redrawn
from training.organisation.queries import changes, count_changes, sequence
from training.organisation.rules import (
    SERVICE,
    Correction,
    checked_on,
    correction_of,
    correction_problem,
    is_old,
    statement_as_set,
)
from training.web import asking
from training.web.admin.launching import launch_items, steps_left
from training.web.admin.organisation_forms import (
    LINES,
    ConfirmForm,
    DetailsForm,
    LogoForm,
    SeenForm,
    ServiceForm,
    field_of,
    lines_of,
    statement_form,
)
from training.web.admin.organisation_words import Told, told
from training.web.guards import access, takes_files

blueprint = Blueprint("organisation", __name__)

PAGE = 50
LATELY = 5
LARGEST_UPLOAD = 2 * LARGEST_FILE
"""Somewhat more than the largest picture, so that a slightly larger one is refused beside its field."""


def _item(item_id: str) -> LaunchItem:
    """An item that is confirmed by word, as it is today."""
    found = next((item for item in launch_items() if item.id == item_id and item.place == Place.CONFIRM), None)
    if found is None:
        raise NotFound
    return found


def _statement(statement_id: str) -> Statement:
    found = asking.statement(statement_id)
    if found is None:
        raise NotFound
    return found


def _service(service_id: str) -> Service:
    """A row of the files."""
    found = asking.directory_as_written().by_id.get(service_id)
    if found is None:
        raise NotFound
    return found


@blueprint.get("/admin/organisation")
@access(Permission.SET_ORGANISATION)
def organisation() -> ResponseReturnValue:
    local, items = asking.local(), launch_items()
    return render_template(
        "admin/organisation.html",
        items=items,
        statements=[statement_as_set(each, local) for each in asking.edition().course.statements],
        services=len(asking.directory_as_written().services),
        old=[item for item in items if item.place == Place.DIRECTORY and not item.done],
        lately=_history(0, LATELY),
        steps=steps_left(items),
    )


@blueprint.get("/admin/organisation/details")
@access(Permission.SET_ORGANISATION)
def details() -> ResponseReturnValue:
    form = DetailsForm.showing(asking.organisation(), asking.local().sequence)
    return render_template("admin/organisation_details.html", form=form)


@blueprint.post("/admin/organisation/details")
@access(Permission.SET_ORGANISATION)
def set_details() -> ResponseReturnValue:
    form = DetailsForm()
    seen = _seen(form)
    if form.validate():
        try:
            changed = service.set_details(
                session(), actor=asking.actor(), values=form.values(), now=asking.now(), seen=seen
            )
        except Refused as refused:
            _blame(form, refused, first="name")
        else:
            flash("Saved. Everyone sees it from now on." if changed else "Nothing was different, so nothing changed.")
            return redirect(url_for("organisation.organisation"), 303)
    return render_template("admin/organisation_details.html", form=form), 422


@blueprint.get("/admin/organisation/logo")
@access(Permission.SET_ORGANISATION)
def logo() -> ResponseReturnValue:
    return render_template("admin/organisation_logo.html", form=LogoForm())


@blueprint.post("/admin/organisation/logo")
@access(Permission.SET_ORGANISATION)
@takes_files(LARGEST_UPLOAD)
def set_logo() -> ResponseReturnValue:
    form = LogoForm()
    if form.validate():
        try:
            drawn = redrawn(form.picture.data.read(LARGEST_FILE + 1))
        except LogoInvalid as invalid:
            form.blame("picture", str(invalid))
        else:
            service.set_logo(session(), actor=asking.actor(), logo=drawn, now=asking.now())
            flash("Saved. Your logo stands at the top of every page.")
            return redirect(url_for("organisation.logo"), 303)
    return render_template("admin/organisation_logo.html", form=form), 422


@blueprint.post("/admin/organisation/logo/remove")
@access(Permission.SET_ORGANISATION)
def remove_logo() -> ResponseReturnValue:
    service.set_logo(session(), actor=asking.actor(), logo=None, now=asking.now())
    flash("Your logo is taken away.")
    return redirect(url_for("organisation.logo"), 303)


@blueprint.get("/admin/organisation/statements/<statement_id>")
@access(Permission.SET_ORGANISATION)
def statement(statement_id: str) -> ResponseReturnValue:
    found = _statement(statement_id)
    form = statement_form(
        introduction=found.introduction,
        lines=tuple((line.title, line.says) for line in found.lines),
        promise=found.promise,
        seen=asking.local().sequence,
    )
    return _statement_page(found, form)


@blueprint.post("/admin/organisation/statements/<statement_id>")
@access(Permission.SET_ORGANISATION, load=_statement)
def set_statement(statement_id: str) -> ResponseReturnValue:
    found = _statement(statement_id)
    form = statement_form()
    seen = _seen(form)
    valid = form.validate()
    lines = lines_of(form)
    if valid and lines is not None:
        try:
            service.set_statement(
                session(),
                actor=asking.actor(),
                statement_id=found.id,
                introduction=form.introduction.data,
                lines=lines,
                promise=form.promise.data,
                now=asking.now(),
                seen=seen,
            )
        except Refused as refused:
            _blame(form, refused, first="title_1" if refused.code == "lines" else "introduction")
        else:
            flash(f"Saved. Whoever signs “{found.title}” from now on signs these words.")
            return redirect(url_for("organisation.organisation"), 303)
    return _statement_page(found, form), 422


@blueprint.get("/admin/organisation/directory")
@access(Permission.SET_ORGANISATION)
def directory() -> ResponseReturnValue:
    local, today = asking.local(), asking.today()
    rows = []
    for each in asking.directory_as_written().services:
        value = local.values.get(SERVICE + each.id)
        shown = correction_of(each, value)
        rows.append((each, shown, checked_on(each, value), is_old(each, value, today)))
    to_check = [item for item in launch_items() if item.place == Place.DIRECTORY]
    return render_template("admin/organisation_directory.html", rows=rows, to_check=to_check)


@blueprint.get("/admin/organisation/directory/<service_id>")
@access(Permission.SET_ORGANISATION)
def correct_service(service_id: str) -> ResponseReturnValue:
    found = _service(service_id)
    local = asking.local()
    form = ServiceForm.showing(correction_of(found, local.values.get(SERVICE + found.id)), local.sequence)
    return _service_page(found, form)


@blueprint.post("/admin/organisation/directory/<service_id>")
@access(Permission.SET_ORGANISATION, load=_service)
def set_service(service_id: str) -> ResponseReturnValue:
    found = _service(service_id)
    form = ServiceForm()
    seen = _seen(form)
    if form.validate() and form.checked_on.data:
        said = form.correction()
        try:
            service.correct_service(
                session(),
                actor=asking.actor(),
                service=found,
                correction=said,
                checked_on=form.checked_on.data,
                on=asking.today(),
                now=asking.now(),
                seen=seen,
            )
        except Refused as refused:
            _blame(form, refused, first="phone")
        else:
            flash(f"Saved. {found.name} {_shown_as(said)}")
            return redirect(url_for("organisation.directory"), 303)
    else:
        problem = correction_problem(found, form.correction())
        if problem and not form[problem[0]].errors:
            form.blame(*problem)
    return _service_page(found, form), 422


@blueprint.get("/admin/organisation/history")
@access(Permission.SET_ORGANISATION)
def history() -> ResponseReturnValue:
    page = asking.page_number()
    return render_template(
        "admin/organisation_history.html",
        history=_history((page - 1) * PAGE, PAGE),
        page=page,
        pages=-(-count_changes(session()) // PAGE),
    )


@blueprint.get("/admin/launch")
@access(Permission.SET_ORGANISATION)
def launch() -> ResponseReturnValue:
    return render_template("admin/organisation_launch.html", items=launch_items(), place=Place)


@blueprint.get("/admin/launch/<item_id>")
@access(Permission.SET_ORGANISATION)
def launch_item(item_id: str) -> ResponseReturnValue:
    item = _item(item_id)
    form = ConfirmForm(data={"confirmed_by": item.done_by, "confirmed_on": item.done_on or asking.today()})
    return render_template("admin/organisation_confirm.html", item=item, form=form)


@blueprint.post("/admin/launch/<item_id>")
@access(Permission.SET_ORGANISATION, load=_item)
def confirm_item(item_id: str) -> ResponseReturnValue:
    item = _item(item_id)
    form = ConfirmForm()
    if form.validate() and form.confirmed_on.data:
        try:
            service.confirm(
                session(),
                actor=asking.actor(),
                item=item,
                confirmed_by=form.confirmed_by.data or "",
                confirmed_on=form.confirmed_on.data,
                on=asking.today(),
                now=asking.now(),
            )
        except Refused as refused:
            form.blame(refused.code, refused.message)
        else:
            flash(f"Noted: {item.title}.")
            return redirect(url_for("organisation.launch"), 303)
    return render_template("admin/organisation_confirm.html", item=item, form=form), 422


@blueprint.post("/admin/launch/<item_id>/withdraw")
@access(Permission.SET_ORGANISATION, load=_item)
def withdraw_item(item_id: str) -> ResponseReturnValue:
    item = _item(item_id)
    service.withdraw(session(), actor=asking.actor(), item=item, now=asking.now())
    flash(f"Noted as not settled: {item.title}.")
    return redirect(url_for("organisation.launch"), 303)


def _seen(form: SeenForm) -> int:
    """The newest local value that the page showed; a form without it is none of ours."""
    if form.seen.data is None or form.seen.data < 0:
        abort(400)
    return form.seen.data


def _blame(form: SeenForm, refused: Refused, *, first: str) -> None:
    """Put a refusal beside its field. Where somebody else was quicker, the next save is about what they set."""
    if refused.code == "changed":
        form.seen.raw_data = [str(sequence(session()))]
    name = field_of(refused.code)
    form.blame(name if name in form else first, refused.message)


def _statement_page(found: Statement, form: SeenForm) -> str:
    pairs = [(form[f"title_{number}"], form[f"says_{number}"]) for number in range(1, LINES + 1)]
    used = [pair for pair in pairs if any(field.data or field.errors for field in pair)]
    spare = [pair for pair in pairs if pair not in used]
    return render_template("admin/organisation_statement.html", statement=found, form=form, used=used, spare=spare)


def _service_page(found: Service, form: ServiceForm) -> str:
    value = asking.local().values.get(SERVICE + found.id)
    return render_template(
        "admin/organisation_service.html",
        service=found,
        form=form,
        value=value,
        shown=correction_of(found, value),
        checked=checked_on(found, value),
    )


def _shown_as(said: Correction) -> str:
    """What people see of a service from now on, to end a sentence."""
    if said.hidden:
        return "is not shown any more."
    text = f"text {said.text_word} to {said.text_to}" if said.text_word else f"text {said.text_to}"
    numbers = [*([said.phone] if said.phone else []), *([text] if said.text_to else [])]
    return f"is shown everywhere as: {', '.join(numbers)}." if numbers else "is shown everywhere, without a number."


def _history(offset: int, limit: int) -> list[Told]:
    services = {each.id: each.name for each in asking.directory_as_written().services}
    statements = {each.id: each.title for each in asking.edition().course.statements}
    items = {item.id: item.title for item in by_word(asking.edition().course.to_confirm)}
    return [
        told(change, services=services, statements=statements, items=items)
        for change in changes(session(), offset=offset, limit=limit)
    ]
