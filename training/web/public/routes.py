"""What anyone may see: the front page, support, checking a certificate, about, health."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from training.certification.numbers import Form, form_of, normal
from training.certification.rules import STANDS
from training.core.errors import TooOften
from training.core.limits import Try
from training.core.tries import wait
from training.course.content import Nation, Urgency
from training.extensions import session
from training.verification.queries import Finding, name_matches, verify
from training.web import asking, limits
from training.web.apart import failed
from training.web.auth.routes import home_of
from training.web.guards import changes_nothing, public

blueprint = Blueprint("public", __name__)

NATION_WORDS = {
    Nation.ENGLAND: "England",
    Nation.WALES: "Wales",
    Nation.SCOTLAND: "Scotland",
    Nation.NORTHERN_IRELAND: "Northern Ireland",
}
NUMBER_MAX = 60
NAME_MAX = 200


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


@blueprint.post("/verify/<path:number>")
@public
@changes_nothing
def check_name(number: str) -> ResponseReturnValue:
    """Whether a typed name is the holder's: yes or no, and nothing more."""
    typed = " ".join(request.form.get("name", "").split())[:NAME_MAX]
    tries = [Try(limits.NAMES_FROM, limits.address())]
    pause = wait(session(), tries, asking.now())
    if pause is not None:
        raise TooOften(int(pause.total_seconds()) + 1)
    if not typed:
        return _verdict(number, name="", name_error="Type the name that is printed on the certificate.")
    failed(tries)
    return _verdict(number, name=typed, matches=name_matches(session(), normal(number), typed))


def _verdict(
    typed: str, *, name: str | None = None, matches: bool | None = None, name_error: str = ""
) -> ResponseReturnValue:
    found = verify(session(), typed, asking.today())
    if found.finding == Finding.UNKNOWN:
        tries = [Try(limits.NUMBERS_FROM, limits.address())]
        pause = wait(session(), tries, asking.now())
        if pause is not None:
            raise TooOften(int(pause.total_seconds()) + 1)
        failed(tries)
    page = render_template(
        "public/verified.html",
        found=found,
        typed=typed[:NUMBER_MAX],
        stands=found.status in STANDS,
        checked_at=asking.now(),
        name=name,
        matches=matches,
        name_error=name_error,
    )
    if name_error:
        return page, 422
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


@blueprint.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Everything may be read: a page that must not be listed says so itself, and is only obeyed when it can be read."""
    return "User-agent: *\nDisallow:\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    session().execute(text("SELECT 1"))
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
