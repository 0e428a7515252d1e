"""Signing in and out, one-time links, one's own account."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from training.core.errors import Refused
from training.core.roles import Permission, Role
from training.extensions import session
from training.people import service
from training.people.models import LinkPurpose
from training.people.queries import LinkView, signed_in, usable_link
from training.people.samples import SAMPLE_ACCOUNTS, SAMPLE_PASSWORD
from training.web import asking
from training.web.auth.forms import ChangePasswordForm, ChoosePasswordForm, FirstAdminForm, SignInForm
from training.web.guards import Visitor, access, public, safe_next

blueprint = Blueprint("auth", __name__)

WRONG = "That e-mail address and password do not go together. Check both, or ask for a new password."
HOMES = ((Role.TRAINEE, "/learn"), (Role.TRAINER, "/cohorts"), (Role.ADMIN, "/admin"))


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    visitor = asking.who()
    target = safe_next(request.args.get("next"))
    if visitor is not None:
        return redirect(target or home_of(visitor.actor.roles), 303)
    return _sign_in_page(SignInForm(next=target or ""))


@blueprint.post("/sign-in")
@public
def sign_in_post() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form), 422
    token = service.sign_in(
        session(),
        asking.app().passwords,
        email=form.email.data or "",
        password=form.password.data or "",
        now=asking.now(),
    )
    if token is None:
        form.blame("password", WRONG)
        return _sign_in_page(form), 422
    roles = _start_session(token)
    return redirect(safe_next(form.next.data) or home_of(roles), 303)


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    visitor = asking.who()
    if visitor is not None:
        service.end_session(session(), session_id=visitor.session_id, now=asking.now())
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
    found = usable_link(session(), token, purpose, asking.now())
    if found is None:
        return render_template("auth/link_used.html", purpose=purpose), 404
    return render_template("auth/choose_password.html", form=_link_form(found), link=found, purpose=purpose)


@blueprint.post("/invitation/<token>", endpoint="invitation_post", defaults={"purpose": LinkPurpose.INVITATION})
@blueprint.post("/reset/<token>", endpoint="reset_link_post", defaults={"purpose": LinkPurpose.RESET})
@public
def link_post(token: str, purpose: LinkPurpose) -> ResponseReturnValue:
    found = usable_link(session(), token, purpose, asking.now())
    if found is None:
        return render_template("auth/link_used.html", purpose=purpose), 404
    form = _link_form(found)
    if form.validate() and form.password.data != form.again.data:
        form.blame("again", "The two are not the same. Type your password once more.")
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
            return redirect(home_of(roles), 303)
    return render_template("auth/choose_password.html", form=form, link=found, purpose=purpose), 422


@blueprint.get("/reset")
@public
def reset() -> ResponseReturnValue:
    return render_template("auth/reset.html")


@blueprint.get("/account")
@access(Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    return render_template("auth/account.html", form=ChangePasswordForm())


@blueprint.post("/account")
@access(Permission.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    visitor = asking.who()
    if form.validate() and form.password.data != form.again.data:
        form.blame("again", "The two are not the same. Type the new password once more.")
    elif not form.errors and visitor is not None:
        try:
            service.change_password(
                session(),
                asking.app().passwords,
                actor=visitor.actor,
                session_id=visitor.session_id,
                current=form.current.data or "",
                new=form.password.data or "",
                now=asking.now(),
            )
        except Refused as refused:
            form.blame("current" if refused.code == "current" else "password", refused.message)
        else:
            flash("Your password is changed. Other devices are signed out.")
            return redirect(url_for("auth.account"), 303)
    return render_template("auth/account.html", form=form), 422


def _link_form(link: LinkView) -> ChoosePasswordForm:
    return FirstAdminForm() if link.asks_who else ChoosePasswordForm()


def home_of(roles: frozenset[Role]) -> str:
    """Where someone with these roles begins."""
    return next((address for role, address in HOMES if role in roles), "/account")


def _start_session(token: str) -> frozenset[Role]:
    """Put a new session into this browser, in place of whatever was there (ASVS 7.2.4)."""
    found = signed_in(session(), token, asking.now())
    if found is None:
        raise RuntimeError("a session that was just opened does not count")
    cookie.clear()
    cookie.permanent = True
    login_user(Visitor(token, found))
    return found.actor.roles


def _sign_in_page(form: SignInForm) -> str:
    samples = SAMPLE_ACCOUNTS if asking.app().settings.is_demo else ()
    return render_template("auth/sign_in.html", form=form, samples=samples, sample_password=SAMPLE_PASSWORD)
