"""Signing in and out, one-time links, one's own account."""

from datetime import timedelta

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from training.audit.queries import RECORD_VIEWED, REFLECTION_READ, TRAIL_READ, looks_at, wrong_passwords
from training.audit.service import note
from training.core.errors import Refused, TooOften
from training.core.limits import Try
from training.core.nations import Nation
from training.core.roles import Permission, Role
from training.core.tries import wait
from training.extensions import session
from training.people import service
from training.people.models import LinkPurpose
from training.people.queries import LinkView, account_with, names_of, signed_in, usable_link
from training.people.rules import password_problem
from training.web import asking, known_browser, limits
from training.web.apart import failed, present_password_wrong, sign_in_failed
from training.web.auth.forms import ChangePasswordForm, ChoosePasswordForm, FirstAdminForm, NationForm, SignInForm
from training.web.auth.sign_in_page import carried_page, sign_in_page
from training.web.carried import unpacked
from training.web.guards import Visitor, access, begins_late, public, safe_next
from training.web.rendering import count

blueprint = Blueprint("auth", __name__)

WRONG = "That e-mail address and password do not go together. Check both, or ask for a new password."
TOO_OFTEN = "That was tried very often. Please wait {minutes}, then try again. Your account is not locked."
TRIES_SHOWN = timedelta(days=30)
"""How far back the account page tells of wrong passwords: older ones help nobody to judge."""
LOOK_WORDS = {
    RECORD_VIEWED: "Opened your record",
    REFLECTION_READ: "Read a reflection",
    TRAIL_READ: "Read what is noted of what you did",
}
HOMES = ((Role.TRAINEE, "/learn"), (Role.TRAINER, "/cohorts"), (Role.ADMIN, "/admin"))


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    visitor = asking.who()
    target = safe_next(request.args.get("next"))
    if visitor is not None:
        return redirect(target or home_of(visitor.actor.roles), 303)
    return sign_in_page(SignInForm(next=target or ""))


@blueprint.post("/sign-in")
@public
@begins_late
def sign_in_post() -> ResponseReturnValue:
    form = SignInForm()
    carried = unpacked(request.form.get("carried"))
    if not form.validate():
        return sign_in_page(form, carried), 422
    email = form.email.data or ""
    tries = limits.sign_in_tries(email, known=known_browser.mark_for(email))
    pause = wait(session(), tries, asking.now())
    if pause is not None:
        form.blame("password", TOO_OFTEN.format(minutes=count(-(-int(pause.total_seconds()) // 60), "minute")))
        return sign_in_page(form, carried), 429, {"Retry-After": str(int(pause.total_seconds()) + 1)}
    account = account_with(session(), email)
    session().rollback()
    token = service.sign_in(
        session(), asking.app().passwords, account=account, password=form.password.data or "", now=asking.now()
    )
    if token is None:
        sign_in_failed(tries, account.person_id)
        form.blame("password", WRONG)
        return sign_in_page(form, carried), 422
    roles = _start_session(token)
    target = safe_next(form.next.data) or home_of(roles)
    response = make_response(carried_page(carried, target) or redirect(target, 303))
    known_browser.remember(response, email)
    return response


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    visitor = asking.who()
    if visitor is not None:
        service.end_session(session(), session_id=visitor.session_id, now=asking.now())
        note(session(), "signed out", visitor.actor.id)
    logout_user()
    cookie.clear()
    flash("You are signed out. Everything is saved.")
    response = redirect(url_for("public.home"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.get("/invitation/<token>", endpoint="invitation", defaults={"purpose": LinkPurpose.INVITATION})
@blueprint.get("/reset/<token>", endpoint="reset_link", defaults={"purpose": LinkPurpose.RESET})
@public
def link(token: str, purpose: LinkPurpose) -> ResponseReturnValue:
    found = _usable(token, purpose)
    if found is None:
        return render_template("auth/link_used.html", purpose=purpose), 404
    return render_template("auth/choose_password.html", form=_link_form(found), link=found, purpose=purpose)


@blueprint.post("/invitation/<token>", endpoint="invitation_post", defaults={"purpose": LinkPurpose.INVITATION})
@blueprint.post("/reset/<token>", endpoint="reset_link_post", defaults={"purpose": LinkPurpose.RESET})
@public
def link_post(token: str, purpose: LinkPurpose) -> ResponseReturnValue:
    found = _usable(token, purpose)
    if found is None:
        return render_template("auth/link_used.html", purpose=purpose), 404
    form = _link_form(found)
    if form.validate() and form.password.data != form.again.data:
        _blame_both(form, "The two are not the same. Type your password once more.", email=found.email, name=found.name)
    elif not form.errors:
        try:
            person = service.choose_password(
                session(),
                asking.app().passwords,
                token=token,
                purpose=purpose,
                password=form.password.data or "",
                now=asking.now(),
                who=(form.name.data or "", form.email.data or "") if isinstance(form, FirstAdminForm) else None,
            )
        except Refused as refused:
            form.blame("email" if refused.code == "email taken" else "password", refused.message)
        else:
            roles = _start_session(service.open_session(session(), person_id=person.id, now=asking.now()))
            flash("Your password is set and you are signed in.")
            response = make_response(redirect(home_of(roles), 303))
            known_browser.remember(response, person.email)
            return response
    return render_template("auth/choose_password.html", form=form, link=found, purpose=purpose), 422


@blueprint.get("/reset")
@public
def reset() -> ResponseReturnValue:
    return render_template("auth/reset.html")


@blueprint.get("/account")
@access(Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    return _account_page(ChangePasswordForm(formdata=None))


@blueprint.post("/account/nation")
@access(Permission.OWN_ACCOUNT)
def set_nation() -> ResponseReturnValue:
    form = NationForm()
    if not form.validate():
        return _account_page(ChangePasswordForm(formdata=None), form), 422
    service.set_nation(session(), actor=asking.actor(), nation=Nation(form.nation.data) if form.nation.data else None)
    flash("Saved. You see the services and the law of that nation first.")
    return redirect(url_for("auth.account"), 303)


@blueprint.post("/account")
@access(Permission.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    visitor = asking.who()
    if form.validate() and visitor is not None and form.password.data != form.again.data:
        sentence = "The two are not the same. Type the new password once more."
        _blame_both(form, sentence, email=visitor.email, name=visitor.actor.name)
    elif not form.errors and visitor is not None:
        tries = [Try(limits.PRESENT_PASSWORD, visitor.actor.id)]
        pause = wait(session(), tries, asking.now())
        if pause is not None:
            raise TooOften(int(pause.total_seconds()) + 1)
        try:
            token = service.change_password(
                session(),
                asking.app().passwords,
                actor=visitor.actor,
                session_id=visitor.session_id,
                current=form.current.data or "",
                new=form.password.data or "",
                now=asking.now(),
            )
        except Refused as refused:
            if refused.code == "current":
                present_password_wrong(tries)
            form.blame("current" if refused.code == "current" else "password", refused.message)
        else:
            _put_in_browser(token)
            flash("Your password is changed. Other devices are signed out.")
            return redirect(url_for("auth.account"), 303)
    return _account_page(form), 422


def _blame_both(
    form: ChangePasswordForm | ChoosePasswordForm, sentence: str, *, email: str | None, name: str | None
) -> None:
    """Two that differ; and at once what else is wrong with the first, so that nobody types them a third time for it."""
    problem = password_problem(form.password.data or "", email=email or "", name=name or "")
    if problem:
        form.blame("password", problem)
    form.blame("again", sentence)


def _usable(token: str, purpose: LinkPurpose) -> LinkView | None:
    """The link of this secret; tries with secrets that nobody was given count.

    :raises TooOften: such tries were too many
    """
    tries = [Try(limits.LINKS_FROM, limits.address())]
    found = usable_link(session(), token, purpose, asking.now())
    if found is None:
        pause = wait(session(), tries, asking.now())
        if pause is not None:
            raise TooOften(int(pause.total_seconds()) + 1)
        failed(tries)
    return found


def _account_page(form: ChangePasswordForm, nation: NationForm | None = None) -> str:
    visitor = asking.who()
    own = visitor.nation.value if visitor and visitor.nation else ""
    tried = wrong_passwords(session(), asking.actor().id, since=asking.now() - TRIES_SHOWN)
    return render_template(
        "auth/account.html",
        form=form,
        nation_form=nation or NationForm(formdata=None, nation=own),
        tried=tried,
        tried_days=TRIES_SHOWN.days,
    )


@blueprint.get("/account/data")
@access(Permission.OWN_ACCOUNT)
def data() -> ResponseReturnValue:
    """Who looked at one's own record."""
    looks = looks_at(session(), asking.actor().id)
    names = names_of(session(), {look.actor_id for look in looks})
    return render_template("auth/data.html", looks=looks, names=names, words=LOOK_WORDS)


def _link_form(link: LinkView) -> ChoosePasswordForm:
    return FirstAdminForm() if link.asks_who else ChoosePasswordForm()


def home_of(roles: frozenset[Role]) -> str:
    """Where someone with these roles begins."""
    return next((address for role, address in HOMES if role in roles), "/account")


def _start_session(token: str) -> frozenset[Role]:
    """Put a new session into this browser, in place of whatever was there, which ends (ASVS 7.2.4)."""
    earlier = asking.who()
    if earlier is not None:
        service.end_session(session(), session_id=earlier.session_id, now=asking.now())
    return _put_in_browser(token)


def _put_in_browser(token: str) -> frozenset[Role]:
    """Give this browser a cookie with this secret and nothing of what was in it; form tokens are new too."""
    found = signed_in(session(), token, asking.now())
    if found is None:
        raise RuntimeError("a session that was just opened does not count")
    cookie.clear()
    g.pop("csrf_token", None)
    cookie.permanent = True
    login_user(Visitor(token, found))
    return found.actor.roles
