"""Settings from the environment, checked at start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent
SECRET_MIN = 32
NATIONS = ("england", "wales", "scotland", "northern-ireland")
MOST_PROXIES = 3


class Mode(StrEnum):
    DEMO = "demo"
    """Sample people and a notice on every page; only on a database that the demo command made."""
    LOCAL = "local"
    """`make run` on one's own machine."""
    PRODUCTION = "production"


class SettingsInvalid(Exception):
    """The program cannot start like this. Says what to set."""


@dataclass(frozen=True)
class Settings:
    mode: Mode
    database_url: str
    secret_key: str
    public_url: str
    """Where people reach the site, without a slash at the end: links that leave the site begin with it."""
    modules: Path
    zone: ZoneInfo
    organisation: str
    nation: str = "england"
    """Of people of whom nothing else is known, until the charity sets its own on its page."""
    proxies: int = 0
    """How many proxies of ours stand in front: so many of the addresses that they name are believed."""
    var: Path = ROOT / "var"
    """Where this machine keeps what it makes for itself and can make again."""
    password_cost: str = "full"
    """"low" only in tests: hashing is what makes them slow."""

    @property
    def is_demo(self) -> bool:
        return self.mode == Mode.DEMO

    @property
    def is_production(self) -> bool:
        return self.mode == Mode.PRODUCTION

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    :raises SettingsInvalid: with one sentence that says what to set
    """
    word = environ.get("ALONGSIDE_MODE", Mode.PRODUCTION.value)
    try:
        mode = Mode(word)
    except ValueError:
        raise SettingsInvalid(f"ALONGSIDE_MODE is {word!r}; it must be one of {', '.join(Mode)}.") from None
    secret_key = _required(environ, "SECRET_KEY")
    if len(secret_key) < SECRET_MIN or len(set(secret_key)) < 8:
        raise SettingsInvalid(f"SECRET_KEY must be at least {SECRET_MIN} random characters.")
    public_url = _required(environ, "PUBLIC_URL").rstrip("/")
    parts = urlsplit(public_url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
        raise SettingsInvalid("PUBLIC_URL must look like https://training.example.org, without a path.")
    if mode == Mode.PRODUCTION and parts.scheme != "https":
        raise SettingsInvalid("PUBLIC_URL must begin with https:// in production.")
    zone_name = environ.get("ORGANISATION_ZONE", "Europe/London")
    try:
        zone = ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsInvalid(f"ORGANISATION_ZONE is {zone_name!r}, which is not a time zone.") from None
    nation = environ.get("ORGANISATION_NATION", NATIONS[0])
    if nation not in NATIONS:
        raise SettingsInvalid(f"ORGANISATION_NATION is {nation!r}; it must be one of {', '.join(NATIONS)}.")
    proxies = environ.get("PROXIES", "0")
    if not proxies.isdecimal() or int(proxies) > MOST_PROXIES:
        raise SettingsInvalid(f"PROXIES is {proxies!r}; it must be a number from 0 to {MOST_PROXIES}.")
    return Settings(
        mode=mode,
        database_url=_required(environ, "DATABASE_URL"),
        secret_key=secret_key,
        public_url=public_url,
        modules=Path(environ.get("MODULES", ROOT / "modules")),
        zone=zone,
        organisation=environ.get("ORGANISATION_NAME", "Our charity"),
        nation=nation,
        proxies=int(proxies),
        var=Path(environ.get("ALONGSIDE_VAR", ROOT / "var")),
    )


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "")
    if not value:
        raise SettingsInvalid(f"{name} is not set.")
    return value
