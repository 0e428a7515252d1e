"""The whole journey, by real people at real browsers, with and without JavaScript."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copytree
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import APIResponse, Browser, expect

from config import ROOT
from tests.journeys.conftest import Site
from tests.journeys.walker import Findings, Walker
from training.course.content import Course, Item, Module, Quiz, Worth
from training.course.loader import load

HIDDEN = re.compile(r'<input(?=[^>]*type="hidden")(?=[^>]*name="([^"]+)")(?=[^>]*value="([^"]*)")[^>]*>')
PASSWORD = "three quiet boats sailing"
FIRST, VALUES, SAFETY = "What peer support is and is not", "Our values in action", "Boundaries and confidentiality"


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course that ships, save that sessions may be watched on one day: a journey has only today."""
    folder = copytree(ROOT / "modules", tmp_path_factory.mktemp("course") / "modules")
    programme = folder / "programme.yaml"
    programme.write_text(programme.read_text(encoding="utf-8").replace("dates: 2", "dates: 1"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def course(modules: Path) -> Course:
    return load(modules)


@pytest.mark.journey
@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_first_sign_in_to_a_certificate_that_a_stranger_can_check(
    serve: Callable[..., Site], chromium: Browser, modules: Path, course: Course, scripts: bool
) -> None:
    site = serve("run", modules)
    assert site.first_admin is not None
    findings = Findings()

    def someone() -> Walker:
        return Walker(chromium, site.url, findings, scripts=scripts)

    admin = someone()
    the_first_admin_says_who_they_are(admin, site.first_admin)
    admin.go("/admin/cohorts")
    admin.fill("Name of the cohort", "Autumn group")
    admin.press("Make the cohort")
    links = {
        name: adds(admin, name, role, cohort)
        for name, role, cohort in (
            ("Terry Trainer", "Trainer", "Trainer of"),
            ("Toni Trainer", "Trainer", "Trainer of"),
            ("Nia Newcomer", "Trainee", "Trainee in"),
        )
    }
    terry, toni, nia = someone(), someone(), someone()
    for walker, name in ((terry, "Terry Trainer"), (toni, "Toni Trainer"), (nia, "Nia Newcomer")):
        follows(walker, links[name])
    expect(nia.page.get_by_role("heading", level=1)).to_have_text("Your path starts here")

    first, safety = module(course, FIRST), module(course, SAFETY)
    reads(nia, first)
    comes_back_to_a_saved_answer(nia, first)
    answers_all(nia, quiz(first), Worth.BEST)
    nia.press("Hand in")
    nia.sees("Passed. Well done")

    reads(nia, safety)
    nia.press("Begin the quiz")
    first_items = answers_all(nia, quiz(safety), Worth.BEST, miss_one_critical=True)
    nia.sees_not("points")
    nia.press("Hand in")
    nia.sees("Not yet, and that is all right")
    nia.sees("1 safety question needs another look")
    nia.press("Read it again")
    nia.press("I have read it again")
    nia.go("/learn/boundaries/quiz")
    nia.press("Have another go")
    second_items = answers_all(nia, quiz(safety), Worth.BEST)
    critical = {item.id for item in quiz(safety).items if item.critical}
    assert not first_items & second_items & critical, "the next attempt draws unused items first"
    nia.press("Hand in")
    nia.sees("Passed. Well done")

    for other in course.modules:
        if other not in (first, safety):
            passes_without_looking(nia, other)

    for statement in course.statements:
        nia.go("/progress")
        nia.go(f"/declarations/{statement.id}")
        nia.press("I agree and sign")
        nia.sees(f"You have signed: {statement.title}")
    for each in (first, module(course, VALUES)):
        writes_a_reflection(nia, each)
        judges_the_reflection(terry, course)
    records_a_session(terry, course, today() - timedelta(days=1), early=True)
    nia.go("/progress")
    nia.sees("A trainer needs to watch you in 2 more sessions.")
    records_a_session(terry, course, today())
    records_a_session(toni, course, today())
    records_readiness(toni)

    nia.go("/progress")
    nia.sees("All four are met")
    nia.sees("watched by Toni Trainer")

    admin.go("/admin/certification")
    admin.sees("1 person is ready for a decision")
    admin.press("Nia Newcomer")
    admin.press("Issue the certificate")
    admin.sees("Give your reason in a sentence.")
    admin.fill("Your reason", "All four criteria are met, on evidence by two trainers.")
    admin.press("Issue the certificate")
    admin.sees("The certificate is issued")

    nia.go("/learn")
    nia.press("See your certificate")
    nia.sees("Your certificate")
    number = nia.page.url.rsplit("/", 1)[1]
    expect(nia.page.get_by_role("img", name="QR code: check this certificate")).to_be_visible()

    stranger = someone()
    checks(stranger, number, "Genuine, and valid today")
    stranger.sees_not("Nia")
    wrong = ("0" if number[0] != "0" else "1") + number[1:]
    checks(stranger, wrong, "This number is not quite right")
    checks(stranger, "hello", "This is not a certificate number")
    checks(stranger, "0000 0000 0000 00", "There is no certificate with this number")

    admin.go(f"/admin/certificates/{number}")
    admin.press("Assessment and decisions")
    admin.fill("Your reason", "Stepped back from the role and asked us to end it.")
    admin.press("Revoke the certificate")
    checks(stranger, number, "Genuine, but no longer valid")
    nia.go("/progress")
    nia.sees("Your certificate was ended")

    a_forgotten_password(admin, nia)
    support_is_one_press_away(nia)
    assert not findings.wrong, "\n".join(findings.wrong)


def the_first_admin_says_who_they_are(admin: Walker, link: str) -> None:
    admin.go(link)
    admin.fill("Your name", "Adi Admin")
    admin.fill("Your e-mail address", "admin@example.org")
    admin.fill("Choose a password", "short")
    admin.fill("Type it once more", "short")
    admin.press("Save and sign in")
    field = admin.page.get_by_label("Choose a password", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(
        "At least 12 characters. Three or four words in a row work well. "
        "Choose a longer password: at least 12 characters. Three or four words in a row work well."
    )
    expect(admin.page.get_by_role("alert")).to_contain_text("Something needs another look")
    expect(admin.page.get_by_label("Your name", exact=True)).to_have_value("Adi Admin")
    admin.fill("Choose a password", PASSWORD)
    admin.fill("Type it once more", PASSWORD)
    admin.press("Save and sign in")
    admin.sees("6 steps to go")


def adds(admin: Walker, name: str, role: str, cohort_group: str) -> str:
    """Adds somebody; returns the one-time link that the page shows."""
    admin.go("/admin/people/new")
    admin.fill("Name", name)
    admin.fill("E-mail address", email(name))
    admin.choose("Roles", role)
    admin.choose(cohort_group, "Autumn group")
    admin.press("Add and make a link")
    return admin.page.locator("#link").inner_text()


def follows(walker: Walker, link: str) -> None:
    walker.go(link)
    walker.fill("Choose a password", PASSWORD)
    walker.fill("Type it once more", PASSWORD)
    walker.press("Save and sign in")
    walker.sees("Your password is set and you are signed in.")


def reads(walker: Walker, of: Module) -> None:
    """Reads every lesson; a lesson counts by the button at its end. Ends on the quiz's first page."""
    walker.go("/learn")
    walker.press(of.title)
    for lesson in of.lessons:
        walker.press(lesson.title)
        walker.press("I have read this")
        walker.go(f"/learn/{of.id}")
    walker.press("Quiz")


def passes_without_looking(walker: Walker, of: Module) -> None:
    """Reads and passes a module through the same addresses and forms, without a look at each page."""
    browser = walker.page.context.request

    def opens(path: str) -> str:
        return browser.get(walker.url + path).text()

    def sends(page: str, path: str, **fields: str) -> APIResponse:
        hidden = dict(HIDDEN.findall(page))
        return browser.post(walker.url + path, form={**hidden, **fields})

    for lesson in of.lessons:
        sends(opens(f"/learn/{of.id}/{lesson.id}"), f"/learn/{of.id}/{lesson.id}/read")
    begun = sends(opens(f"/learn/{of.id}/{quiz(of).id}"), f"/learn/{of.id}/{quiz(of).id}/begin")
    attempt = begun.url.split("/questions")[0].removeprefix(walker.url)
    for number in range(1, quiz(of).length + 1):
        page = opens(f"{attempt}/questions/{number}")
        item = quiz(of).items_by_id[page.split(f'action="{attempt}/responses/', 1)[1].split('"', 1)[0]]
        best = next(option.id for option in item.options if option.worth == Worth.BEST)
        sends(page, f"{attempt}/responses/{item.id}", answer=best, item=item.id)
    assert "Passed. Well done" in sends(opens(f"{attempt}/check"), f"{attempt}/hand-in", confirmed="yes").text()


def comes_back_to_a_saved_answer(walker: Walker, of: Module) -> None:
    """Begins, answers one question, loses the browser, signs in elsewhere and finds the answer."""
    walker.press("Begin the quiz")
    address = walker.page.url
    question = walker.page.locator("legend").inner_text()
    item = asked(quiz(of), question)
    option = next(option for option in item.options if option.worth == Worth.BEST)
    radio = walker.page.get_by_role("radio", name=option.text, exact=True)
    radio.focus()
    walker.page.keyboard.press("Space")
    if walker.scripts:
        expect(walker.page.get_by_role("main").get_by_role("status")).to_have_text("Saved just now")
    else:
        walker.press("Save and go on")
    walker.close_browser()
    walker.open_browser()
    walker.signs_in(email("Nia Newcomer"), PASSWORD)
    walker.go(address)
    expect(walker.page.get_by_role("radio", name=option.text, exact=True)).to_be_checked()
    walker.go(address.rsplit("/questions", 1)[0])
    assert walker.page.url.endswith("/questions/2")
    walker.go(address)


def answers_all(walker: Walker, of: Quiz, worth: Worth, *, miss_one_critical: bool = False) -> set[str]:
    """Answers every question from the first on; returns the items asked. Ends on the page to check."""
    walker.go(walker.page.url.rsplit("/questions", 1)[0] + "/questions/1")
    seen: set[str] = set()
    for number in range(1, of.length + 1):
        expect(
            walker.page.get_by_role("link", name=f"Question {number}").and_(walker.page.locator("[aria-current=page]"))
        ).to_be_visible()
        item = asked(of, walker.page.locator("legend").inner_text())
        wanted = worth
        if miss_one_critical and item.critical:
            wanted, miss_one_critical = Worth.UNSAFE, False
        option = next(option for option in item.options if option.worth == wanted)
        walker.page.get_by_role("radio", name=option.text, exact=True).check()
        seen.add(item.id)
        walker.press("Save and go on" if number < of.length else "Save and check my answers")
    walker.sees("Every question has an answer.")
    return seen


def writes_a_reflection(walker: Walker, of: Module) -> None:
    assert of.reflection is not None
    walker.go(f"/learn/{of.id}/{of.reflection.id}")
    walker.page.get_by_label(of.reflection.prompts[0].asks, exact=True).fill("I listened for a whole hour.")
    walker.press("Save draft")
    walker.sees("Your draft is saved. Only you can see it.")
    walker.press("Hand in")
    walker.sees("Write a few words here before you hand in.")
    expect(walker.page.get_by_label(of.reflection.prompts[0].asks, exact=True)).to_have_value(
        "I listened for a whole hour."
    )
    for prompt in of.reflection.prompts[1:]:
        walker.page.get_by_label(prompt.asks, exact=True).fill("It helped me as much as them.")
    walker.press("Hand in")
    walker.sees("Handed in. A trainer will read it")


def judges_the_reflection(trainer: Walker, course: Course) -> None:
    trainer.go("/reviews")
    trainer.press("Nia Newcomer")
    trainer.sees("I listened for a whole hour.")
    rubric = course.rubric("reflection")
    assert rubric is not None
    for line in rubric.lines:
        trainer.choose(line.title + (" (critical)" if line.critical else ""), f"Meets {line.levels.meets}")
    trainer.choose("Your decision", "Accept it")
    trainer.fill("One thing that helped", "You wrote honestly.")
    trainer.fill("One thing to try", "Wait a little longer.")
    trainer.press("Record the review")
    trainer.sees("Nothing waits for you")


def records_a_session(trainer: Walker, course: Course, held_on: date, *, early: bool = False) -> None:
    trainer.go("/cohorts")
    trainer.page.get_by_role("link", name="Autumn group").click()
    trainer.look_over()
    trainer.press("Nia Newcomer")
    trainer.press("An observed session")
    trainer.press("Record the session")
    trainer.sees("Choose a level for this line.")
    rubric = course.rubric("observation")
    assert rubric is not None
    critical = next(line for line in rubric.lines if line.critical)
    group = trainer.group(f"{critical.title} (critical)")
    expect(group).to_have_accessible_description("Choose a level for this line.")
    trainer.fill("Date of the session", held_on.isoformat())
    for line in rubric.lines:
        trainer.choose(line.title + (" (critical)" if line.critical else ""), f"Meets {line.levels.meets}")
    trainer.fill("One thing that helped", "You left silence.")
    trainer.fill("One thing to try", "Say the limits slowly.")
    trainer.press("Record the session")
    if early:
        trainer.sees("Say why the session was held before these modules were passed.")
        trainer.fill("Why the session was held already", "We were two short that evening.")
        trainer.press("Record the session")
    trainer.sees("The session is recorded.")


def records_readiness(trainer: Walker) -> None:
    trainer.press("A readiness talk")
    trainer.choose("What you agreed", "Ready with support")
    trainer.fill("When you will talk again", (today() + timedelta(days=180)).isoformat())
    trainer.press("Record the outcome")
    trainer.sees("is recorded")


def checks(stranger: Walker, number: str, verdict: str) -> None:
    stranger.go("/verify")
    stranger.fill("Certificate number", number)
    stranger.press("Check")
    assert stranger.heading == verdict


def a_forgotten_password(admin: Walker, nia: Walker) -> None:
    admin.go("/admin/people")
    admin.press("Nia Newcomer")
    admin.press("Make a link")
    link = admin.page.locator("#link").inner_text()
    nia.close_browser()
    nia.open_browser()
    nia.go("/reset")
    nia.go(link)
    nia.fill("Choose a password", "another quiet boat sails")
    nia.fill("Type it once more", "another quiet boat sails")
    nia.press("Save and sign in")
    nia.sees("you are signed in")


def support_is_one_press_away(walker: Walker) -> None:
    walker.go("/learn")
    walker.press("I need support now", inside="header")
    assert walker.heading == "Support now"
    call = walker.page.get_by_role("link", name="Call 116 123")
    expect(call).to_have_attribute("href", "tel:116123")
    walker.press("go back to where you were")
    assert walker.page.url.endswith("/learn")


def module(course: Course, title: str) -> Module:
    return next(each for each in course.modules if each.title == title)


def quiz(of: Module) -> Quiz:
    assert of.quiz is not None
    return of.quiz


def asked(of: Quiz, question: str) -> Item:
    """The item that a page asks."""
    return next(item for item in of.items if " ".join(item.text.split()) == " ".join(question.split()))


def today() -> date:
    """The day where the organisation is."""
    return datetime.now(ZoneInfo("Europe/London")).date()


def email(name: str) -> str:
    return name.lower().replace(" ", ".") + "@example.org"
