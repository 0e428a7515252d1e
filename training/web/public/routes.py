"""What anyone may see: the front page, support, checking a certificate, about."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training.certification.numbers import Form, form_of, normal
from training.certification.rules import STANDS
from training.course.content import Nation, Urgency
from training.extensions import session
from training.verification.queries import Finding, verify
from training.web import asking
from training.web.auth.routes import home_of
from training.web.guards import public

blueprint = Blueprint("public", __name__)

NATION_WORDS = {
    Nation.ENGLAND: "England",
    Nation.WALES: "Wales",
    Nation.SCOTLAND: "Scotland",
    Nation.NORTHERN_IRELAND: "Northern Ireland",
}
NUMBER_MAX = 60


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    visitor = asking.who()
    if visitor is not None:
        return redirect(home_of(visitor.actor.roles), 303)
    return render_template("public/home.html")


@blueprint.get("/support")
@public
def support() -> ResponseReturnValue:
    services = asking.directory().services
    groups = {urgency: [each for each in services if each.urgency == urgency] for urgency in Urgency}
    back = request.referrer if request.referrer and request.referrer.startswith(request.host_url) else None
    return render_template(
        "public/support.html", groups=groups, urgency=Urgency, nations=NATION_WORDS, all_nations=len(Nation), back=back
    )


@blueprint.get("/verify")
@public
def verify_form() -> ResponseReturnValue:
    """The form; or, for what was typed into it, the page of that number. What cannot be one is told here."""
    typed = request.args.get("number", "").strip()
    if not typed:
        return render_template("public/verify.html", empty="number" in request.args)
    if form_of(typed) == Form.WELL_FORMED:
        return redirect(url_for("public.verify_number", number=normal(typed)), 303)
    return _verdict(typed)


@blueprint.get("/verify/<path:number>")
@public
def verify_number(number: str) -> ResponseReturnValue:
    return _verdict(number)


def _verdict(typed: str) -> ResponseReturnValue:
    found = verify(session(), typed, asking.today())
    page = render_template(
        "public/verified.html",
        found=found,
        typed=typed[:NUMBER_MAX],
        stands=found.status in STANDS,
        checked_at=asking.now(),
    )
    return page, 200 if found.finding == Finding.GENUINE else 404


@blueprint.get("/about")
@public
def about() -> ResponseReturnValue:
    return render_template("public/about.html")


@blueprint.get("/about/privacy")
@public
def privacy() -> ResponseReturnValue:
    return render_template("public/privacy.html")


@blueprint.get("/about/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    return render_template("public/accessibility.html")
