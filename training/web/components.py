"""Every part that pages are made of, in every state, on one page: in a demo, for staff."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, SelectChoice, SelectMultipleField, StringField, TextAreaField

from training.certification.queries import CertificateView
from training.certification.rules import STANDS, Status
from training.core.addresses import verify
from training.core.roles import Permission
from training.course.markdown import BOXES, to_html
from training.criteria.policy import Requirement
from training.criteria.rules import Assessment, CriterionVerdict, Lack, Missing, NeedVerdict, State, Who
from training.evidence.rules import Evidence, Kind
from training.learning.attention import Call, Cause
from training.organisation.launch import LaunchItem, Place, Step
from training.organisation.queries import Change
from training.web import asking
from training.web.forms import Day, HouseForm
from training.web.guards import access, demo_only

blueprint = Blueprint("components", __name__)


@dataclass(frozen=True)
class SampleTrainer:
    name: str


@dataclass(frozen=True)
class SampleChange:
    title: str
    says: str
    change: Change


class SampleForm(HouseForm):
    name = StringField("A line of text", description="The hint says what is wanted, before anything goes wrong.")
    words = TextAreaField("Some words", description="They will read this. Be specific and kind.")
    on = Day("A date")
    outcome = RadioField(
        "One of these",
        choices=[SelectChoice("ready", "Ready"), SelectChoice("support", "Ready with support")],
        default="support",
    )
    line = RadioField(
        "A line of a rubric",
        choices=[
            SelectChoice("1", "Talks over people."),
            SelectChoice("3", "Lets silence be."),
            SelectChoice("0", "I did not see this"),
        ],
        default="3",
    )
    roles = SelectMultipleField(
        "Any of these",
        choices=[SelectChoice("trainee", "Trainee"), SelectChoice("trainer", "Trainer")],
        default=["trainer"],
    )
    sure = BooleanField("I have checked this today", description="Somebody may call this number in a crisis.")


@blueprint.get("/components")
@access(Permission.SEE_COMPONENTS)
@demo_only
def components() -> ResponseReturnValue:
    today = asking.today()
    plain, wrong = SampleForm(prefix="plain-", formdata=None), SampleForm(prefix="wrong-", formdata=None)
    wrong.blame("name", "Type a name.")
    wrong.blame("words", "Write a sentence here. It is what helps most.")
    wrong.blame("on", "Type a date as day, month and year.")
    wrong.blame("outcome", "Choose one.")
    wrong.blame("line", "Choose a level for this line.")
    wrong.blame("roles", "Choose at least one.")
    wrong.blame("sure", "Check it, then tick this.")
    return render_template(
        "demo/components.html",
        plain=plain,
        wrong=wrong,
        lesson=_lesson(),
        today=today,
        assessment=_assessment(today),
        course=asking.edition().course,
        names={"judge": "Terry Trainer"},
        calls=_calls(),
        certificates=[_certificate(status, today) for status in Status],
        erased=_certificate(Status.VALID, today, erased=True),
        stands=STANDS,
        verify_url=verify(asking.app().settings.public_url, "7K3Q9XWD2MTA5V"),
        items=_items(today),
        steps=[
            Step("details", "Say who you are", "A step that is done.", True),
            Step("launch", "Go", "One to come.", False),
        ],
        history=[
            SampleChange("Our name", "Harbour Peer Support", Change("name", "", today, "Adi Admin", asking.now())),
        ],
        trainers=[SampleTrainer("Terry Trainer"), SampleTrainer("Toni Trainer")],
    )


def _assessment(today: date) -> Assessment:
    """The four criteria in the four states that rings and tags know: met, begun, not begun, lapsed."""
    signed = _fact(Kind.DECLARATION, today, "signed")
    talk = _fact(Kind.READINESS, today, "ready", until=today + timedelta(days=180))
    return Assessment(
        today,
        (
            CriterionVerdict(
                "met",
                "A criterion that is met",
                "Met",
                State.MET,
                (
                    _need(Kind.DECLARATION, "My wellbeing plan", counted=signed),
                    _need(Kind.READINESS, "", counted=talk),
                ),
            ),
            CriterionVerdict(
                "begun",
                "A criterion that is begun",
                "Begun",
                State.NOT_YET,
                (
                    _need(Kind.QUIZ, "A module", counted=_fact(Kind.QUIZ, today, "passed")),
                    _need(Kind.REFLECTION, "Looking back", missing=Missing(Lack.REVIEW, Who.TRAINER)),
                ),
            ),
            CriterionVerdict(
                "none",
                "A criterion that is not begun",
                "Not begun",
                State.NOT_YET,
                (_need(Kind.OBSERVATION, "", missing=Missing(Lack.OBSERVATIONS, Who.TRAINER, "2")),),
            ),
            CriterionVerdict(
                "lapsed",
                "A criterion that needs renewing",
                "Lapsed",
                State.LAPSED,
                (_need(Kind.READINESS, "", missing=Missing(Lack.TALK_AGAIN, Who.TRAINER)),),
            ),
        ),
    )


@cache
def _lesson() -> str:
    """Everything that a lesson's text can be made of. Made when it is first looked at, which only a demo allows."""
    return to_html(
        "A paragraph of a lesson, with *stress*, **weight** and [a link](https://www.example.org).\n\n"
        + "## A heading\n\n- One thing\n- Another thing\n\n1. First\n2. Second\n\n> Someone else's words.\n\n"
        + "| Kind | What it is like |\n|---|---|\n| Everyday | A chat over tea |\n| A group | A set time |\n\n"
        + "".join(
            f"::: {word}\nThis box is called “{word}”. It has a second sentence, so that it may wrap.\n:::\n\n"
            for word in BOXES
        )
        + "::: answer\nWhat we think, once you have thought.\n:::\n"
    )


def _need(kind: Kind, title: str, *, counted: Evidence | None = None, missing: Missing | None = None) -> NeedVerdict:
    need = Requirement(kind, "sample", "sample", title)
    if counted is not None:
        return NeedVerdict(need, State.MET, (counted,), (), None)
    return NeedVerdict(need, State.NOT_YET, (), (missing,) if missing else (), None)


def _fact(kind: Kind, today: date, outcome: str, *, until: date | None = None) -> Evidence:
    return Evidence(kind, "sample", "sample", 1, "sample", asking.now(), today, outcome, judge="judge", until=until)


def _calls() -> list[Call]:
    """One call of each cause."""
    module = asking.edition().course.modules[0].id
    return [Call(cause, "sample", "Ash Example", module, since=asking.now(), due_on=asking.today()) for cause in Cause]


def _items(today: date) -> list[LaunchItem]:
    """Something that is settled and something that is not."""
    return [
        LaunchItem("one", "Our name", "It is printed.", Place.DETAILS, done=True, done_by="Adi Admin", done_on=today),
        LaunchItem("two", "A service's number", "Call it, and see who answers.", Place.DIRECTORY, about="sample"),
    ]


def _certificate(status: Status, today: date, *, erased: bool = False) -> CertificateView:
    printed = {
        "name": "Ash Example",
        "criteria": [criterion.title for criterion in asking.edition().course.programme.criteria],
        "decided_by": "Adi Admin",
    }
    return CertificateView(
        "7K3Q9XWD2MTA5V",
        "sample",
        asking.edition().course.programme.award,
        asking.organisation().name,
        today,
        today + timedelta(days=729),
        status,
        today if status == Status.REVOKED else None,
        None if erased else printed,
    )
