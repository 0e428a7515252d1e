"""Service tokens: `{{ service.samaritans }}` in a text becomes the live name and number. Pure."""

import re
from html import escape

from training.course.content import Directory, Service

TOKEN = re.compile(r"\{\{\s*([a-z]+)\.([a-z0-9-]+)\s*\}\}")
LOOSE_BRACES = re.compile(r"\{\{|\}\}")


def services_named(text: str) -> list[tuple[str, str]]:
    """The tokens in a text: (kind, id), in order."""
    return [(match[1], match[2]) for match in TOKEN.finditer(text)]


def fill(html: str, directory: Directory) -> str:
    """HTML with each token replaced by a link to call or text. A service that is gone points to the support page."""

    def link(match: re.Match[str]) -> str:
        service = directory.by_id.get(match[2])
        return service_link(service) if service else '<a href="/support">our support page</a>'

    return TOKEN.sub(link, html)


def fill_text(text: str, directory: Directory) -> str:
    """Plain text as HTML: escaped, then its tokens filled."""
    return fill(escape(text, quote=False), directory)


def name_services(text: str, directory: Directory) -> str:
    """Plain text with each token replaced by the service's name."""

    def name(match: re.Match[str]) -> str:
        service = directory.by_id.get(match[2])
        return service.name if service else "a support service"

    return TOKEN.sub(name, text)


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
