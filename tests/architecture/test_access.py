"""Each route × visitor, trainee, other trainee, trainer, other cohort's trainer, admin: exactly the designed answer.

The objects in the addresses belong to `trainee`, who is in the cohort of `trainer`. IN: the page opens or the form is
taken; OUT: 404; ASK: a visitor is led to sign-in.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from werkzeug.routing import Rule

from tests.support.browser import Browser
from tests.support.story import Story
from training.certification.queries import latest_certificate
from training.core.actors import Actor
from training.web.application import Alongside

CALLERS = ("visitor", "trainee", "other_trainee", "trainer", "other_trainer", "admin")

EVERYONE = "IN IN IN IN IN IN"
SIGNED_IN = "ASK IN IN IN IN IN"
LEARNERS = "ASK IN IN IN IN IN"
OWN = "ASK IN OUT OUT OUT OUT"
OWN_OR_ADMIN = "ASK IN OUT OUT OUT IN"
TRAINERS = "ASK OUT OUT IN IN OUT"
OWN_COHORT = "ASK OUT OUT IN OUT OUT"
RECORD = "ASK OUT OUT IN OUT IN"
STAFF = "ASK OUT OUT IN IN IN"
NOBODY = "OUT OUT OUT OUT OUT OUT"
ADMINS = "ASK OUT OUT OUT OUT IN"

DESIGNED = {
    "GET /": EVERYONE,
    "GET /support": EVERYONE,
    "GET /glossary": EVERYONE,
    "GET /templates/<template_id>": EVERYONE,
    "GET /verify": EVERYONE,
    "GET /verify/<path:number>": EVERYONE,
    "POST /verify/<path:number>": EVERYONE,
    "GET /about": EVERYONE,
    "GET /about/privacy": EVERYONE,
    "GET /about/accessibility": EVERYONE,
    "GET /logo/<file_id>": EVERYONE,
    "GET /healthz": EVERYONE,
    "GET /readyz": EVERYONE,
    "GET /robots.txt": EVERYONE,
    "GET /components": NOBODY,
    "GET /sign-in": EVERYONE,
    "POST /sign-in": EVERYONE,
    "POST /sign-out": EVERYONE,
    "GET /reset": EVERYONE,
    "GET /invitation/<token>": EVERYONE,
    "POST /invitation/<token>": EVERYONE,
    "GET /reset/<token>": EVERYONE,
    "POST /reset/<token>": EVERYONE,
    "GET /account": SIGNED_IN,
    "POST /account": SIGNED_IN,
    "GET /account/data": SIGNED_IN,
    "POST /account/nation": SIGNED_IN,
    "GET /learn": LEARNERS,
    "GET /learn/<module_id>": LEARNERS,
    "GET /learn/<module_id>/<activity_id>": LEARNERS,
    "POST /learn/<module_id>/<activity_id>/read": LEARNERS,
    "POST /learn/<module_id>/<activity_id>/break": LEARNERS,
    "POST /learn/<module_id>/<activity_id>/begin": LEARNERS,
    "POST /learn/<module_id>/<activity_id>/draft": LEARNERS,
    "POST /learn/<module_id>/<activity_id>/hand-in": LEARNERS,
    "GET /attempts/<attempt_id>": OWN,
    "GET /attempts/<attempt_id>/questions/<int:number>": OWN,
    "POST /attempts/<attempt_id>/responses/<item>": OWN,
    "GET /attempts/<attempt_id>/check": OWN,
    "POST /attempts/<attempt_id>/hand-in": OWN,
    "GET /attempts/<attempt_id>/result": OWN,
    "GET /declarations/<statement_id>": LEARNERS,
    "POST /declarations/<statement_id>": LEARNERS,
    "GET /progress": LEARNERS,
    "GET /certificates/<number>": OWN_OR_ADMIN,
    "GET /certificates/<number>.pdf": OWN_OR_ADMIN,
    "GET /cohorts": TRAINERS,
    "GET /cohorts/<cohort_id>": OWN_COHORT,
    "GET /people/<person_id>": RECORD,
    "GET /people/<person_id>/observations/new": OWN_COHORT,
    "POST /people/<person_id>/observations/new": OWN_COHORT,
    "GET /people/<person_id>/readiness/new": OWN_COHORT,
    "POST /people/<person_id>/readiness/new": OWN_COHORT,
    "GET /reviews": TRAINERS,
    "GET /reviews/<submission_id>": OWN_COHORT,
    "POST /reviews/<submission_id>": OWN_COHORT,
    "GET /admin": ADMINS,
    "GET /admin/people": ADMINS,
    "GET /admin/people/new": ADMINS,
    "POST /admin/people/new": ADMINS,
    "GET /admin/people/<person_id>": ADMINS,
    "POST /admin/people/<person_id>": ADMINS,
    "POST /admin/people/<person_id>/link": ADMINS,
    "GET /admin/cohorts": ADMINS,
    "POST /admin/cohorts": ADMINS,
    "GET /admin/audit": ADMINS,
    "GET /admin/audit/people/<person_id>": ADMINS,
    "GET /admin/editions": ADMINS,
    "POST /admin/editions": ADMINS,
    "GET /admin/editions/preview": STAFF,
    "GET /admin/editions/preview/<module_id>": STAFF,
    "GET /admin/certification": ADMINS,
    "GET /admin/certification/<person_id>": ADMINS,
    "POST /admin/certification/<person_id>": ADMINS,
    "GET /admin/certificates/<number>": ADMINS,
    "GET /admin/organisation": ADMINS,
    "GET /admin/organisation/details": ADMINS,
    "POST /admin/organisation/details": ADMINS,
    "GET /admin/organisation/logo": ADMINS,
    "POST /admin/organisation/logo": ADMINS,
    "POST /admin/organisation/logo/remove": ADMINS,
    "GET /admin/organisation/statements/<statement_id>": ADMINS,
    "POST /admin/organisation/statements/<statement_id>": ADMINS,
    "GET /admin/organisation/directory": ADMINS,
    "GET /admin/organisation/directory/<service_id>": ADMINS,
    "POST /admin/organisation/directory/<service_id>": ADMINS,
    "GET /admin/organisation/history": ADMINS,
    "GET /admin/launch": ADMINS,
    "GET /admin/launch/<item_id>": ADMINS,
    "POST /admin/launch/<item_id>": ADMINS,
    "POST /admin/launch/<item_id>/withdraw": ADMINS,
}

# Where a visitor's form leads after sign-in: an address that can be opened with GET.
OPENED = frozenset({"IN"})


@dataclass(frozen=True)
class Things:
    """What the addresses name: all of them the trainee's."""

    values: dict[str, str]

    def path(self, rule: str) -> str:
        path = rule
        for name, value in self.values.items():
            path = path.replace(f"<{name}>", value)
        activity = {"begin": "quiz", "draft": "looking-back", "hand-in": "looking-back"}
        last = rule.rsplit("/", 1)[-1]
        if rule.startswith("/learn/"):
            path = path.replace("<activity_id>", activity.get(last, "one"))
        return path


@pytest.fixture
def things(story: Story) -> Things:
    trainee = story.cast.trainee
    story.meets_all(trainee)
    story.decides(story.cast.admin, trainee)
    held = latest_certificate(story.session, trainee.id, story.day(11))
    assert held is not None
    attempt = next(each for each in story.attempts(trainee) if each.activity == "safety/quiz")
    submission = story.reflects(story.cast.other_trainee, 11)
    story.reviews(story.cast.trainer, submission, 12)
    own = story.session.connection().exec_driver_sql("SELECT id FROM submission ORDER BY at LIMIT 1")
    submission_id = str(own.scalar_one())
    logo = story.shows_logo()
    story.session.commit()
    return Things(
        {
            "module_id": "first",
            "path:number": held[0],
            "number": held[0],
            "int:number": "1",
            "token": "nothing",
            "attempt_id": attempt.id,
            "item": attempt.items[0],
            "statement_id": "values-agreement",
            "template_id": "wellbeing-plan",
            "cohort_id": story.cast.cohort_id,
            "person_id": trainee.id,
            "submission_id": submission_id,
            "service_id": "talk",
            "item_id": "restore-tried",
            "file_id": logo,
        }
    )


def routes(app: Alongside) -> list[tuple[str, Rule]]:
    return [
        (f"{method} {rule.rule}", rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_route_is_in_the_table_and_nothing_else(app: Alongside) -> None:
    assert sorted(name for name, _ in routes(app)) == sorted(DESIGNED)


@pytest.mark.parametrize("caller", CALLERS)
def test_each_route_answers_as_designed(
    app: Alongside,
    browser: Callable[..., Browser],
    people: dict[str, Actor],
    things: Things,
    caller: str,
) -> None:
    wrong = []
    for name in DESIGNED:
        wanted = DESIGNED[name].split()[CALLERS.index(caller)]
        method, rule = name.split(" ", 1)
        path = things.path(rule)
        if name == "POST /sign-out":
            continue
        someone = browser(people.get(caller))
        data = {"csrf_token": someone.token()} if method == "POST" and wanted == "IN" else {}
        response = someone.raw(method, path, data=data) if method == "POST" else someone.raw(method, path)
        location = response.headers.get("Location", "")
        if location.startswith("/sign-in"):
            got = "ASK"
        elif response.status_code == 404 and "unknown" not in path and not _public_404(name):
            got = "OUT"
        else:
            got = "IN"
        if got != wanted:
            wrong.append(f"{caller}: {name} ({path}): {got} ({response.status_code}), wanted {wanted}")
    assert not wrong, "\n".join(wrong)


def _public_404(name: str) -> bool:
    """Public addresses that say kindly that there is nothing, with the status 404."""
    return "<token>" in name


@pytest.mark.parametrize("path", ["/people/nobody", "/attempts/none", "/admin/certificates/NONE", "/reviews/none"])
def test_a_visitor_cannot_tell_what_exists(browser: Callable[..., Browser], things: Things, path: str) -> None:
    real = {
        "/people/nobody": f"/people/{things.values['person_id']}",
        "/attempts/none": f"/attempts/{things.values['attempt_id']}",
        "/admin/certificates/NONE": f"/admin/certificates/{things.values['number']}",
        "/reviews/none": f"/reviews/{things.values['submission_id']}",
    }[path]
    visitor = browser()
    for address in (path, real):
        answer = visitor.raw("GET", address)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in?next=")


def test_an_address_of_no_kind_is_404_for_everyone(browser: Callable[..., Browser], people: dict[str, Actor]) -> None:
    browser().get("/nothing/here", status=404)
    browser(people["admin"]).get("/nothing/here", status=404)


@pytest.mark.parametrize("name", [name for name in DESIGNED if name.startswith("POST") and "ASK" in DESIGNED[name]])
def test_a_visitors_form_leads_through_sign_in_to_a_page_that_opens(
    app: Alongside, browser: Callable[..., Browser], things: Things, name: str
) -> None:
    path = things.path(name.removeprefix("POST "))
    answer = browser().raw("POST", path)
    assert answer.status_code == 303
    target = answer.headers["Location"].removeprefix("/sign-in?next=").replace("%2F", "/")
    endpoint, _ = app.url_map.bind("").match(target, method="GET")
    assert endpoint


def test_someone_who_lost_a_role_is_out_at_once(app: Alongside, browser: Callable[..., Browser], story: Story) -> None:
    story.session.commit()
    from_before = browser(story.cast.trainer)
    from_before.get("/cohorts")
    story.session.connection().exec_driver_sql(
        f"UPDATE role_grant SET to_at = from_at WHERE person_id = '{story.cast.trainer.id}'"
    )
    story.session.commit()
    from_before.get("/cohorts", status=404)
