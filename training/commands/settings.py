"""What commands ask of the application that runs them."""

from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app

from config import Settings
from training.extensions import session
from training.organisation.queries import zone as zone_of


def settings() -> Settings:
    """All of its settings."""
    found: Settings = current_app.settings  # type: ignore[attr-defined]
    return found


def zone() -> ZoneInfo:
    """The time zone of the charity: its own, or that of the settings."""
    default: ZoneInfo = current_app.settings.zone  # type: ignore[attr-defined]
    return zone_of(session(), default)


def modules() -> Path:
    """The folder of content."""
    found: Path = current_app.settings.modules  # type: ignore[attr-defined]
    return found


def public_url() -> str:
    """Where people reach the site."""
    return str(current_app.settings.public_url)  # type: ignore[attr-defined]
