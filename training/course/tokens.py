"""Tokens: `{{ service.samaritans }}` in a text becomes the live name and number, `{{ nation.urgent }}` that of the
reader's nation. Pure.
"""

import re
from html import escape

from training.core.nations import Nation
from training.course.directory import Directory, Service

TOKEN = re.compile(r"\{\{\s*([a-z]+)\.([a-z0-9-]+)\s*\}\}")
LOOSE_BRACES = re.compile(r"\{\{|\}\}")
NATION_SHOWN = '<p class="nation-shown"></p>'
"""Stands in stored HTML where each request says which nation it shows."""


def services_named(text: str) -> list[tuple[str, str]]:
    """The tokens in a text: (kind, id), in order."""
    return [(match[1], match[2]) for match in TOKEN.finditer(text)]


def fill(html: str, directory: Directory, nation: Nation) -> str:
    """HTML as someone in a nation reads it: each token a link to call or text, and their nation's law open.

    A service that is gone points to the support page.
    """

    def link(match: re.Match[str]) -> str:
        service = service_meant(match, directory, nation)
        return service_link(service) if service else '<a href="/support">our support page</a>'

    return TOKEN.sub(link, open_nation(html, nation))


def open_nation(html: str, nation: Nation) -> str:
    """HTML with one nation's boxes open and a line that says so. The stored HTML is the same for every nation."""
    return html.replace(NATION_SHOWN, nation_shown(nation)).replace(
        nation_box(nation), nation_box(nation).replace(">", " open>")
    )


def nation_box(nation: Nation) -> str:
    """How the box of a nation begins."""
    return f'<details class="nation {nation.value}">'


def nation_shown(nation: Nation) -> str:
    """The line above the boxes of nations."""
    line = f"We show {nation.words}. Open another nation to read what holds there."
    return NATION_SHOWN.replace("></", f">{line}</")


def fill_text(text: str, directory: Directory, nation: Nation) -> str:
    """Plain text as HTML: escaped, then its tokens filled."""
    return fill(escape(text, quote=False), directory, nation)


def name_services(text: str, directory: Directory, nation: Nation) -> str:
    """Plain text with each token replaced by the service's name."""

    def name(match: re.Match[str]) -> str:
        service = service_meant(match, directory, nation)
        return service.name if service else "a support service"

    return TOKEN.sub(name, text)


def service_meant(token: re.Match[str], directory: Directory, nation: Nation) -> Service | None:
    """The service that a token means to someone in a nation; None where the directory has none."""
    kind, name = token[1], token[2]
    return directory.by_role.get((name, nation)) if kind == "nation" else directory.by_id.get(name)


def service_link(service: Service) -> str:
    """A service's name and number as a link built from the field that is shown."""
    name = escape(service.name)
    if service.phone:
        return f'<a class="tel" href="{tel(service.phone)}">{name}: {unbroken(service.phone)}</a>'
    if service.text:
        word = f"{escape(service.text.word)} " if service.text.word else ""
        number = unbroken(service.text.to)
        return f'<a class="tel" href="{sms(service.text.to)}">{name}: text {word}to {number}</a>'
    return f'<a href="{escape(service.url)}">{name}</a>'


def unbroken(number: str) -> str:
    """A number that no line break may tear apart."""
    return f'<span class="unbroken">{escape(number)}</span>'


def tel(phone: str) -> str:
    """The address that calls a number."""
    return "tel:" + phone.replace(" ", "")


def sms(number: str) -> str:
    """The address that texts a number."""
    return f"sms:{number}"
