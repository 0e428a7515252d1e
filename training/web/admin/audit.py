"""The audit trail: who did, saw or was refused what."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from training.audit.queries import TRAIL_READ, count_events, trail
from training.core.roles import Permission
from training.extensions import session
from training.people.queries import PersonView, names_of, person_for
from training.web import asking
from training.web.admin.audit_words import deed, doer, more
from training.web.apart import looked
from training.web.guards import access

blueprint = Blueprint("audit", __name__)

PAGE = 50


@blueprint.get("/admin/audit")
@access(Permission.SEE_AUDIT)
def everything() -> ResponseReturnValue:
    return _page(None)


@blueprint.get("/admin/audit/people/<person_id>")
@access(Permission.SEE_AUDIT)
def person(person_id: str) -> ResponseReturnValue:
    return _page(person_for(session(), asking.actor(), Permission.SEE_AUDIT, person_id))


def _page(of: PersonView | None) -> str:
    """What was noted, of one person or of all. Who reads it is noted as well."""
    page, person_id = asking.page_number(), of.id if of else None
    looked(TRAIL_READ, person_id)
    entries = trail(session(), person_id, offset=(page - 1) * PAGE, limit=PAGE)
    people = {each for entry in entries for each in (entry.actor_id, entry.subject_id) if each}
    names = names_of(session(), people)
    return render_template(
        "admin/audit.html",
        person=of,
        entries=[(entry, doer(entry, names), deed(entry), more(entry)) for entry in entries],
        names=names,
        page=page,
        pages=-(-count_events(session(), person_id) // PAGE),
    )
