"""People, cohorts, one-time links; and deciding about certificates."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from training.audit.queries import RECORD_VIEWED
from training.certification.lettering import can_print
from training.certification.numbers import normal
from training.certification.queries import (
    certificate_for,
    certification,
    decisions_about,
    last_sequence,
    latest_certificate,
)
from training.certification.rules import STANDS, DecisionKind, refusal
from training.certification.service import Issuer, Spelling, decide
from training.core import addresses
from training.core.errors import Refused
from training.core.roles import Permission, Role
from training.documents.service import order_certificate
from training.extensions import session
from training.learning.queries import path_and_assessment
from training.people import cohorts as people_cohorts
from training.people import queries as people_queries
from training.people import service as people_service
from training.people.models import CohortPart, LinkPurpose
from training.people.queries import PersonView, names_of, person_for
from training.web import asking
from training.web.admin.forms import CohortForm, DecisionForm, PartsForm, PersonForm
from training.web.admin.launching import launch_items, steps_left
from training.web.apart import looked
from training.web.guards import access

blueprint = Blueprint("admin", __name__)

PAGE = 50
BLAMED = {"holder's name": "holder", "decider's name": "decider"}
"""The field that a refused decision is about, where it is not the reason."""


def _person(person_id: str) -> PersonView:
    """Anyone, for an admin."""
    return person_for(session(), asking.actor(), Permission.MANAGE_PEOPLE, person_id)


@blueprint.get("/admin")
@access(Permission.MANAGE_PEOPLE)
def home() -> ResponseReturnValue:
    seen = certification(session(), asking.edition(), asking.zone(), asking.today())
    items = launch_items()
    return render_template(
        "admin/home.html",
        certification=seen,
        people=people_queries.count_people(session()),
        cohorts=people_cohorts.cohorts(session()),
        items=items,
        steps=steps_left(items),
    )


@blueprint.get("/admin/people")
@access(Permission.MANAGE_PEOPLE)
def people() -> ResponseReturnValue:
    page = asking.page_number()
    total = people_queries.count_people(session())
    return render_template(
        "admin/people.html",
        people=people_queries.people(session(), offset=(page - 1) * PAGE, limit=PAGE),
        total=total,
        page=page,
        pages=-(-total // PAGE),
    )


@blueprint.get("/admin/people/new")
@access(Permission.MANAGE_PEOPLE)
def new_person() -> ResponseReturnValue:
    form = PersonForm()
    _offer_cohorts(form)
    return render_template("admin/new_person.html", form=form)


@blueprint.post("/admin/people/new")
@access(Permission.MANAGE_PEOPLE)
def add_person() -> ResponseReturnValue:
    form = PersonForm()
    _offer_cohorts(form)
    if form.validate() and _parts_make_sense(form):
        try:
            person = people_service.add_person(
                session(),
                name=form.name.data or "",
                email=form.email.data or "",
                roles=[Role(role) for role in form.roles.data or []],
                by=asking.actor(),
                now=asking.now(),
                form_key=form.form_key.data,
            )
        except Refused as refused:
            form.blame("name" if refused.code == "name" else "email", refused.message)
        else:
            _set_cohorts(person.id, form)
            return _hand_over(person.id)
    return render_template("admin/new_person.html", form=form), 422


@blueprint.get("/admin/people/<person_id>")
@access(Permission.MANAGE_PEOPLE)
def person(person_id: str) -> ResponseReturnValue:
    found = _person(person_id)
    form = PartsForm(
        data={
            "roles": [role.value for role in people_queries.roles_of(session(), person_id)],
            "trainee_of": sorted(people_cohorts.cohort_ids_of(session(), person_id, CohortPart.TRAINEE)),
            "trainer_of": sorted(people_cohorts.cohort_ids_of(session(), person_id, CohortPart.TRAINER)),
        }
    )
    _offer_cohorts(form)
    return _person_page(found, form)


@blueprint.post("/admin/people/<person_id>")
@access(Permission.MANAGE_PEOPLE, load=_person)
def change_person(person_id: str) -> ResponseReturnValue:
    found = _person(person_id)
    form = PartsForm()
    _offer_cohorts(form)
    if not form.validate() or not _parts_make_sense(form):
        return _person_page(found, form), 422
    try:
        people_service.set_roles(
            session(),
            person_id=person_id,
            roles=[Role(role) for role in form.roles.data or []],
            by=asking.actor(),
            now=asking.now(),
        )
    except Refused as refused:
        form.blame("roles", refused.message)
        return _person_page(found, form), 422
    _set_cohorts(person_id, form)
    flash(f"Saved what {found.name} does here.")
    return redirect(url_for("admin.person", person_id=person_id), 303)


@blueprint.post("/admin/people/<person_id>/link")
@access(Permission.MANAGE_PEOPLE, load=_person)
def new_link(person_id: str) -> ResponseReturnValue:
    _person(person_id)
    return _hand_over(person_id)


@blueprint.get("/admin/cohorts")
@access(Permission.MANAGE_PEOPLE)
def cohorts() -> ResponseReturnValue:
    return _cohorts_page(CohortForm())


@blueprint.post("/admin/cohorts")
@access(Permission.MANAGE_PEOPLE)
def add_cohort() -> ResponseReturnValue:
    form = CohortForm()
    if form.validate():
        try:
            made = people_service.add_cohort(
                session(), name=form.name.data or "", now=asking.now(), form_key=form.form_key.data
            )
        except Refused as refused:
            form.blame("name", refused.message)
        else:
            flash(f"{made.name} is there. Add people to it from their own pages.")
            return redirect(url_for("admin.cohorts"), 303)
    return _cohorts_page(form), 422


@blueprint.get("/admin/certification")
@access(Permission.SEE_CERTIFICATION)
def candidates() -> ResponseReturnValue:
    return render_template(
        "admin/certification.html",
        certification=certification(session(), asking.edition(), asking.zone(), asking.today()),
    )


@blueprint.get("/admin/certification/<person_id>")
@access(Permission.SEE_CERTIFICATION)
def candidate(person_id: str) -> ResponseReturnValue:
    found = person_for(session(), asking.actor(), Permission.SEE_CERTIFICATION, person_id)
    form = DecisionForm(data={"seen": last_sequence(session(), person_id)})
    return _candidate_page(found, form)


@blueprint.post("/admin/certification/<person_id>")
@access(Permission.DECIDE, load=_person)
def decide_about(person_id: str) -> ResponseReturnValue:
    actor = asking.actor()
    found = person_for(session(), actor, Permission.SEE_CERTIFICATION, person_id)
    form = DecisionForm()
    kinds = {kind.value: kind for kind in DecisionKind}
    if form.kind.data not in kinds or form.seen.errors or form.seen.data is None:
        abort(400)
    if not form.validate():
        return _candidate_page(found, form), 422
    kind = kinds[form.kind.data]
    try:
        decision = decide(
            session(),
            actor=actor,
            person_id=person_id,
            kind=kind,
            reason=form.reason.data or "",
            seen_sequence=form.seen.data,
            edition=asking.edition(),
            issuer=Issuer(asking.organisation().name),
            zone=asking.zone(),
            on=asking.today(),
            form_key=form.form_key.data or "",
            now=asking.now(),
            spelling=Spelling(form.holder.data or "", form.decider.data or ""),
        )
    except Refused as refused:
        if refused.code == "decided":
            flash(refused.message)
            return redirect(url_for("admin.candidate", person_id=person_id), 303)
        form.blame(BLAMED.get(refused.code, "reason"), refused.message)
        return _candidate_page(found, form), 422
    if kind == DecisionKind.ISSUE:
        order_certificate(session(), decision_id=decision.id, now=asking.now())
        held = latest_certificate(session(), person_id, asking.today())
        flash(f"The certificate is issued. {found.name} can see and print it now.")
        return redirect(url_for("admin.certificate", number=held[0] if held else ""), 303)
    words = {DecisionKind.DECLINE: "declined", DecisionKind.REVOKE: "revoked"}
    flash(f"Recorded: {words[kind]}, with your reason.")
    return redirect(url_for("admin.candidate", person_id=person_id), 303)


@blueprint.get("/admin/certificates/<number>")
@access(Permission.SEE_CERTIFICATION)
def certificate(number: str) -> ResponseReturnValue:
    found = certificate_for(session(), asking.actor(), normal(number), asking.today())
    return render_template(
        "admin/certificate.html",
        certificate=found,
        decisions=decisions_about(session(), found.person_id),
        stands=found.status in STANDS,
        verify_url=addresses.verify(asking.app().settings.public_url, found.number),
    )


def _hand_over(person_id: str) -> ResponseReturnValue:
    """The page that shows a new one-time link, once."""
    found = _person(person_id)
    token, purpose = people_service.make_link(session(), person_id=person_id, by=asking.actor(), now=asking.now())
    make = addresses.invitation if purpose == LinkPurpose.INVITATION else addresses.reset
    return render_template(
        "admin/link.html",
        person=found,
        link=make(asking.app().settings.public_url, token),
        purpose=purpose,
        alone=_alone(person_id),
        steps=steps_left(),
    )


def _alone(person_id: str) -> str:
    """The role in which someone should be in a cohort and is in none; empty if there is none such."""
    roles = people_queries.roles_of(session(), person_id)
    for role, part in ((Role.TRAINEE, CohortPart.TRAINEE), (Role.TRAINER, CohortPart.TRAINER)):
        if role in roles and not people_cohorts.cohort_ids_of(session(), person_id, part):
            return role.value
    return ""


def _offer_cohorts(form: PartsForm) -> None:
    choices = [SelectChoice(each.id, each.name) for each in people_cohorts.cohorts(session())]
    form.trainee_of.choices = choices
    form.trainer_of.choices = choices


def _parts_make_sense(form: PartsForm) -> bool:
    """Whether cohorts go with roles; blames the field that does not."""
    roles = set(form.roles.data or [])
    if form.trainee_of.data and Role.TRAINEE not in roles:
        form.blame("trainee_of", "Someone in a cohort as a trainee needs the role of trainee.")
    if form.trainer_of.data and Role.TRAINER not in roles:
        form.blame("trainer_of", "Someone who looks after a cohort needs the role of trainer.")
    if not roles:
        form.blame("roles", "Choose at least one role.")
    if set(form.trainee_of.data or []) & set(form.trainer_of.data or []):
        form.blame("trainer_of", "Nobody can be trainer of a cohort in which they are a trainee.")
    return not form.problems


def _set_cohorts(person_id: str, form: PartsForm) -> None:
    for part, chosen in ((CohortPart.TRAINEE, form.trainee_of.data), (CohortPart.TRAINER, form.trainer_of.data)):
        people_service.set_cohorts(session(), person_id=person_id, part=part, cohort_ids=chosen or [], now=asking.now())


def _person_page(found: PersonView, form: PartsForm) -> str:
    return render_template("admin/person.html", person=found, form=form, is_self=found.id == asking.actor().id)


def _cohorts_page(form: CohortForm) -> str:
    return render_template(
        "admin/cohorts.html", cohorts=people_cohorts.cohorts(session()), form=form, steps=steps_left()
    )


def _candidate_page(found: PersonView, form: DecisionForm) -> str:
    looked(RECORD_VIEWED, found.id)
    path, assessment = path_and_assessment(session(), found.id, asking.edition(), asking.zone(), asking.today())
    held = latest_certificate(session(), found.id, asking.today())
    issue_refusal = refusal(
        DecisionKind.ISSUE,
        decider=asking.actor().id,
        subject=found.id,
        present=held[1] if held else None,
        assessment=assessment,
    )
    may_issue = issue_refusal is None
    return render_template(
        "admin/candidate.html",
        person=found,
        path=path,
        assessment=assessment,
        today=asking.today(),
        course=asking.edition().course,
        names=names_of(session(), assessment.judges),
        certificate=held,
        stands=bool(held and held[1] in STANDS),
        decisions=decisions_about(session(), found.id),
        issue_refusal=issue_refusal,
        spell_holder=may_issue and not can_print(found.name),
        spell_decider=may_issue and not can_print(asking.actor().name),
        is_self=found.id == asking.actor().id,
        form=form,
    )
