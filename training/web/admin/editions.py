"""Editions: the folder against what is published, a preview, and publishing."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from training.core.errors import NotFound
from training.core.roles import Permission, may
from training.course.changes import changes
from training.course.content import Course
from training.course.loader import load
from training.course.positions import ContentInvalid
from training.course.queries import current, publications
from training.course.service import publish
from training.criteria.queries import holders
from training.criteria.service import recheck
from training.extensions import session
from training.people.queries import names_of
from training.web import asking
from training.web.admin.forms import PublishForm
from training.web.guards import access

blueprint = Blueprint("editions", __name__)


@blueprint.get("/admin/editions")
@access(Permission.PUBLISH)
def editions() -> ResponseReturnValue:
    return _page(PublishForm())


@blueprint.post("/admin/editions")
@access(Permission.PUBLISH)
def publish_folder() -> ResponseReturnValue:
    """Make the folder, as the page showed it, the current edition. What changed since is shown first."""
    form = PublishForm()
    if not form.validate():
        return _page(form), 422
    try:
        folder = load(asking.app().settings.modules)
    except ContentInvalid:
        return _page(form), 422
    if form.fingerprint.data != folder.fingerprint:
        form.blame("note", "The folder has changed since you opened this page. Look at the changes once more.")
        form.fingerprint.data = folder.fingerprint
        return _page(form), 422
    edition = publish(session(), folder, by=asking.actor(), note=form.note.data or "", now=asking.now())
    if edition is None:
        flash("Nothing has changed, so nothing was published.")
    else:
        recheck(session(), zone=asking.zone(), now=asking.now(), repair=True)
        flash(f"Published. Everyone sees edition {edition.number} from now on.")
    return redirect(url_for("editions.editions"), 303)


@blueprint.get("/admin/editions/preview")
@access(Permission.PREVIEW)
def preview() -> ResponseReturnValue:
    """The folder's modules, to be read before anyone else sees them."""
    folder, mistakes = _folder()
    return render_template("admin/preview.html", course=folder, mistakes=mistakes, may_publish=_may_publish())


@blueprint.get("/admin/editions/preview/<module_id>")
@access(Permission.PREVIEW)
def preview_module(module_id: str) -> ResponseReturnValue:
    """One module of the folder with everything that authors wrote, right answers too. Nothing is recorded."""
    folder, _ = _folder()
    module = folder.module(module_id) if folder else None
    if module is None:
        raise NotFound
    return render_template("admin/preview_module.html", module=module)


def _folder() -> tuple[Course | None, tuple[str, ...]]:
    """The folder's course, or its mistakes."""
    try:
        return load(asking.app().settings.modules), ()
    except ContentInvalid as invalid:
        return None, tuple(str(mistake) for mistake in invalid.mistakes)


def _may_publish() -> bool:
    return may(asking.actor().roles, Permission.PUBLISH)


def _page(form: PublishForm) -> str:
    folder, mistakes = _folder()
    published = current(session())
    if folder is not None and not form.fingerprint.data:
        form.fingerprint.data = folder.fingerprint
    latest = publications(session())
    return render_template(
        "admin/editions.html",
        form=form,
        mistakes=mistakes,
        course=folder,
        changes=changes(published.course if published else None, folder) if folder else None,
        published=published,
        publications=latest,
        names=names_of(session(), {each.by for each in latest if each.by}),
        holders=holders(session(), published) if published else {},
    )
