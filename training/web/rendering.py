"""How values are printed, and what every page can use."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import segno
from flask import request
from jinja2.runtime import Macro
from markupsafe import Markup

from training.certification.numbers import grouped
from training.core.ids import new_token
from training.core.roles import Permission, Role, may
from training.course.content import Rubric
from training.course.tokens import fill, fill_text, name_services, sms, tel
from training.organisation.rules import call_address
from training.web import asking, wording
from training.web.application import Alongside

MONTHS = (
    "", "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""In the language of the pages, whatever that of the machine."""


def register_rendering(app: Alongside) -> None:
    """Filters, words, and the macros that nearly every page uses: `icon` and `f` need no import.

    A drawing is the same whenever it is asked for, so each is made once.
    """
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        moment=moment,
        ago=ago,
        count=count,
        grouped=grouped,
        first_name=first_name,
        lesson_html=lesson_html,
        course_text=course_text,
        plain_text=plain_text,
        tel=tel,
        sms=sms,
        call_address=call_address,
    )
    app.jinja_env.globals.update(
        missing_sentence=wording.missing_sentence,
        need_title=wording.need_title,
        lack_short=wording.lack_short,
        module_words=wording.MODULE_WORDS,
        role_words=wording.ROLE_WORDS,
        status_words=wording.STATUS_WORDS,
        level_words=wording.LEVEL_WORDS,
        line_title=line_title,
        qr_code=qr_code,
        new_token=new_token,
    )
    drawings = vars(app.jinja_env.get_template("components/icons.html").module).items()
    app.jinja_env.globals["icon"] = {name: cache(each) for name, each in drawings if isinstance(each, Macro)}
    app.jinja_env.globals["f"] = app.jinja_env.get_template("components/forms.html").module
    app.context_processor(_page)


def day(value: date | datetime) -> str:
    """3 March 2027, where the organisation is."""
    return _in_words(value.astimezone(asking.zone()) if isinstance(value, datetime) else value)


def short_day(value: date | datetime) -> str:
    """3 March this year; 3 March 2025 otherwise."""
    local = value.astimezone(asking.zone()) if isinstance(value, datetime) else value
    return f"{local.day} {MONTHS[local.month]}" if local.year == asking.today().year else _in_words(local)


def moment(value: datetime) -> str:
    """3 March 2027, 14:32, where the organisation is."""
    local = value.astimezone(asking.zone())
    return f"{_in_words(local)}, {local.hour:02}:{local.minute:02}"


def _in_words(local: date) -> str:
    return f"{local.day} {MONTHS[local.month]} {local.year}"


def ago(value: datetime) -> str:
    """today, yesterday, or 4 days ago."""
    zone = asking.zone()
    days = (asking.today() - value.astimezone(zone).date()) // timedelta(days=1)
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


def count(number: int, one: str, many: str | None = None) -> str:
    """1 lesson, 2 lessons."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def first_name(name: str) -> str:
    """What one would call someone: the first word of a name."""
    return name.split()[0] if name.split() else name


def lesson_html(html: str) -> Markup:
    """A lesson's stored HTML, sanitised at publication, with live services filled in."""
    return Markup(fill(html, asking.directory(), asking.nation()))  # noqa: S704


def course_text(text: str) -> Markup:
    """Plain text out of the course: escaped, with live services filled in."""
    return Markup(fill_text(text, asking.directory(), asking.nation()))  # noqa: S704


def plain_text(text: str) -> str:
    """Text out of the course where no link may stand, because it is one itself: services by name."""
    return name_services(text, asking.directory(), asking.nation())


def line_title(rubric: Rubric | None, line: str) -> str:
    """A rubric line's title, or its id where the rubric is gone."""
    found = next((each for each in rubric.lines if each.id == line), None) if rubric else None
    return found.title if found else line


def qr_code(text: str, title: str) -> Markup:
    """A QR code as inline SVG with a title, without any style attribute."""
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(scale=4, border=2, title=title, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S704


BESIDE = {"/attempts/": "/learn", "/declarations/": "/progress", "/certificates/": "/progress"}
"""Pages that belong to a part of the menu whose address theirs does not begin with."""


def _page() -> dict[str, Any]:
    visitor, charity, settings = asking.who(), asking.organisation(), asking.app().settings
    return {
        "me": visitor,
        "navigation": _navigation(visitor.actor.roles) if visitor else [],
        "organisation": charity.name,
        "charity": charity,
        "is_demo": settings.is_demo,
        "public_url": settings.public_url,
    }


def _navigation(roles: frozenset[Role]) -> list[tuple[str, str, bool]]:
    """The main menu for these roles: (address, words, whether we are there)."""
    here = request.path
    part = next((menu for start, menu in BESIDE.items() if here.startswith(start)), here)
    return [(address, words, part == address or part.startswith(address + "/")) for address, words in _menu_of(roles)]


@cache
def _menu_of(roles: frozenset[Role]) -> tuple[tuple[str, str], ...]:
    learns = Role.TRAINEE in roles
    entries = [
        (Permission.LEARN, "/learn", "My path" if learns else "The course"),
        *([(Permission.LEARN, "/progress", "My progress")] if learns else []),
        (Permission.SEE_COHORTS, "/cohorts", "Cohorts"),
        (Permission.JUDGE, "/reviews", "Reviews"),
        (Permission.SEE_CERTIFICATION, "/admin/certification", "Certification"),
        (Permission.MANAGE_PEOPLE, "/admin/people", "People"),
        (Permission.MANAGE_PEOPLE, "/admin/cohorts", "All cohorts"),
        *([(Permission.PREVIEW, "/admin/editions/preview", "Preview")] if not may(roles, Permission.PUBLISH) else []),
        (Permission.PUBLISH, "/admin/editions", "Editions"),
        (Permission.SET_ORGANISATION, "/admin/organisation", "Our charity"),
        (Permission.OWN_ACCOUNT, "/account", "Account"),
    ]
    return tuple((address, words) for permission, address, words in entries if may(roles, permission))
