"""The four criteria: what counted, what is missing, who can act; and one's own certificate."""

import io

from flask import Blueprint, make_response, render_template, send_file
from flask.typing import ResponseReturnValue

from training.certification.numbers import normal
from training.certification.queries import certificate_for, decisions_about, latest_certificate
from training.certification.rules import STANDS, DecisionKind
from training.core.addresses import verify
from training.core.roles import Permission
from training.documents.queries import paper_for
from training.documents.rules import file_name
from training.extensions import session
from training.learning.queries import path_and_assessment
from training.people.cohorts import trainers_of
from training.people.queries import names_of
from training.practice.queries import observations_of
from training.web import asking
from training.web.guards import access

blueprint = Blueprint("progress", __name__)

PRINTED_SOON = 60
"""Seconds after which to ask again for a certificate that is being printed."""


@blueprint.get("/progress")
@access(Permission.LEARN)
def progress() -> ResponseReturnValue:
    actor = asking.actor()
    _, assessment = path_and_assessment(session(), actor.id, asking.edition(), asking.zone(), asking.today())
    decisions = decisions_about(session(), actor.id)
    return render_template(
        "trainee/progress.html",
        assessment=assessment,
        course=asking.edition().course,
        names=names_of(session(), assessment.judges),
        trainers=trainers_of(session(), actor.id),
        certificate=latest_certificate(session(), actor.id, asking.today()),
        stands=STANDS,
        observations=observations_of(session(), actor.id),
        decision=decisions[0] if decisions and decisions[0].kind != DecisionKind.ISSUE else None,
    )


@blueprint.get("/certificates/<number>")
@access(Permission.SEE_CERTIFICATE)
def certificate(number: str) -> ResponseReturnValue:
    found = certificate_for(session(), asking.actor(), normal(number), asking.today())
    return render_template(
        "trainee/certificate.html",
        certificate=found,
        stands=found.status in STANDS,
        verify_url=verify(asking.app().settings.public_url, found.number),
    )


@blueprint.get("/certificates/<number>.pdf")
@access(Permission.SEE_CERTIFICATE)
def certificate_on_paper(number: str) -> ResponseReturnValue:
    """The kept bytes. 503 while there are none: told of success, a program would keep that page as the PDF."""
    paper = paper_for(session(), asking.actor(), normal(number))
    if paper.content is None:
        response = make_response(render_template("trainee/being_printed.html", paper=paper), 503)
        response.headers["Retry-After"] = str(PRINTED_SOON)
    else:
        response = send_file(
            io.BytesIO(paper.content),
            mimetype=paper.content_type,
            as_attachment=True,
            download_name=file_name(paper.number),
            etag=False,
        )
    response.headers["Cache-Control"] = "no-store"
    return response
