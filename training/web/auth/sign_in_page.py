"""The page on which one signs in; also shown at once to someone whose session ended while they sent something."""

from flask import render_template

from training.people.samples import SAMPLE_ACCOUNTS, SAMPLE_PASSWORD
from training.web import asking
from training.web.auth.forms import SignInForm
from training.web.carried import Carried


def sign_in_page(form: SignInForm, carried: Carried | None = None) -> str:
    """:param carried: what will be offered for saving after sign-in"""
    samples = SAMPLE_ACCOUNTS if asking.app().settings.is_demo else ()
    return render_template(
        "auth/sign_in.html", form=form, samples=samples, sample_password=SAMPLE_PASSWORD, carried=carried
    )
