"""The page on which one signs in; also shown at once to someone whose session ended while they sent something.

And the page that asks, before it is saved, whether it is to be.
"""

from flask import render_template

from training.core.errors import NotFound
from training.people.samples import SAMPLE_ACCOUNTS, SAMPLE_PASSWORD
from training.web import asking
from training.web.auth.forms import SignInForm
from training.web.carried import Carried, destination


def sign_in_page(form: SignInForm, carried: Carried | None = None) -> str:
    """:param carried: what will be offered for saving after sign-in"""
    samples = SAMPLE_ACCOUNTS if asking.app().settings.is_demo else ()
    return render_template(
        "auth/sign_in.html", form=form, samples=samples, sample_password=SAMPLE_PASSWORD, carried=carried
    )


def carried_page(carried: Carried | None, back: str, *, stale: bool = False) -> str | None:
    """The page that asks whether to save what was carried; None where there is nothing for this person to save.

    :param back: where one goes who does not want it saved
    :param stale: they are signed in all the while, and the page they sent it from had grown old
    """
    found = destination(carried) if carried else None
    if carried is None or found is None or carried.writer != asking.actor().id:
        return None
    describe, arguments = found
    try:
        described = describe(**arguments, fields=carried.values())
    except NotFound:
        return None
    return render_template("auth/carried.html", carried=carried, described=described, back=back, stale=stale)
