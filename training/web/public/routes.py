"""What anyone may see: the front page, support, checking a certificate, words, templates, about."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training.certification.numbers import Form, form_of, normal
from training.certification.rules import STANDS
from training.core.errors import NotFound, TooOften
from training.core.limits import Try
from training.core.nations import Nation
from training.core.tries import wait
from training.course.directory import Urgency
from training.extensions import reading, session
from training.organisation.queries import newest_sequence, picture
from training.verification.queries import Finding, look_up, name_matches
from training.web import asking, limits
from training.web.apart import failed
from training.web.auth.routes import home_of
from training.web.guards import changes_nothing, public
from training.web.headers import FILE_POLICY
from training.web.static import YEAR

blueprint = Blueprint("public", __name__)

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
    nation = _nation_asked_for()
    services = asking.directory().services
    groups = {
        urgency: tuple(
            [each for each in services if each.urgency == urgency and (nation in each.nations) == here]
            for here in (True, False)
        )
        for urgency in Urgency
    }
    back = request.referrer if request.referrer and request.referrer.startswith(request.host_url) else None
    return render_template(
        "public/support.html", groups=groups, urgency=Urgency, nation=nation, nations=tuple(Nation), back=back
    )


def _nation_asked_for() -> Nation:
    """The nation whose numbers come first: the one in the address, else the reader's own."""
    try:
        return Nation(request.args.get("nation", ""))
    except ValueError:
        return asking.nation()


@blueprint.get("/glossary")
@public
def glossary() -> ResponseReturnValue:
    terms = sorted(asking.edition().course.glossary, key=lambda each: each.term.casefold())
    return render_template("public/glossary.html", terms=terms)


@blueprint.get("/templates/<template_id>")
@public
def template(template_id: str) -> ResponseReturnValue:
    found = asking.edition().course.template(template_id)
    if found is None:
        raise NotFound
    return render_template("public/template.html", template=found)


@blueprint.get("/verify")
@public
def verify_form() -> ResponseReturnValue:
    """The form; or, for what was typed into it, the page of that number. What cannot be one is told here."""
    typed = request.args.get("number", "").strip()
    if not typed:
        problem = "Type the number that is printed on the certificate." if "number" in request.args else ""
        return render_template("public/verify.html", problem=problem)
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
        return _verdict(number, name="", problem="Type the name that is printed on the certificate.")
    failed(tries)
    return _verdict(number, name=typed, matches=name_matches(session(), normal(number), typed))


def _verdict(
    typed: str, *, name: str | None = None, matches: bool | None = None, problem: str = ""
) -> ResponseReturnValue:
    with reading() as connection:
        looked_up = look_up(connection, typed, newest_sequence())
    asking.know(looked_up.local)
    found = looked_up.on(asking.today())
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
        problem=problem,
    )
    if problem:
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


@blueprint.get("/logo/<file_id>")
@public
def logo(file_id: str) -> ResponseReturnValue:
    """The picture that the charity shows now; one that it took away is gone."""
    found = picture(session(), file_id) if file_id == asking.organisation().logo else None
    if found is None:
        raise NotFound
    headers = {
        "Content-Type": found.media_type,
        "Content-Security-Policy": FILE_POLICY,
        "Cache-Control": f"public, max-age={YEAR}, immutable",
    }
    return found.content, 200, headers
