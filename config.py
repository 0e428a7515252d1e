"""Settings from the environment, checked at start."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from training.core.nations import Nation

ROOT = Path(__file__).resolve().parent
SECRET_MIN = 32
MOST_PROXIES = 3
CERTIFICATE = "certificate"
SAMPLE_SECRETS = (
    "change",
    "example",
    "sample",
    "placeholder",
    "secret",
    "your-",
    "your_",
    "insert",
    "password",
    "0123456",
)
"""Words that no random secret holds: it was copied from a guide, or typed by hand."""
UNNAMED = "Our charity"
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")


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
    nation: Nation = Nation.ENGLAND
    """Of people of whom nothing else is known, until the charity sets its own on its page."""
    proxies: int = 0
    """How many proxies of ours stand in front: so many of the addresses that they name are believed."""
    backups: Path | None = None
    """Where backups are put when they are given no place of their own."""
    var: Path = ROOT / "var"
    """Where this machine keeps what it makes for itself and can make again."""
    password_cost: str = "full"
    """"low" only in tests: hashing is what makes them slow."""

    @property
    def certificate(self) -> Path:
        """The folder with the certificate's layout: the course's own, or the one that ships."""
        own = self.modules / CERTIFICATE
        return own if own.is_dir() else ROOT / "modules" / CERTIFICATE

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
    """Read the settings. Production refuses what is only for trying: samples, debug mode, a database that forgets.

    :raises SettingsInvalid: with one sentence that says what to set
    """
    word = environ.get("ALONGSIDE_MODE", Mode.PRODUCTION.value)
    try:
        mode = Mode(word)
    except ValueError:
        raise SettingsInvalid(f"ALONGSIDE_MODE is {word!r}; it must be one of {', '.join(Mode)}.") from None
    production = mode == Mode.PRODUCTION
    if production and environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no"):
        raise SettingsInvalid("FLASK_DEBUG is set, which shows visitors the program's insides: leave it out.")
    secret_key = _required(environ, "SECRET_KEY")
    if len(secret_key) < SECRET_MIN or len(set(secret_key)) < 8:
        raise SettingsInvalid(f"SECRET_KEY must be at least {SECRET_MIN} random characters.")
    wrong = secret_problem(secret_key)
    if production and wrong:
        raise SettingsInvalid(wrong)
    modules = Path(environ.get("MODULES") or ROOT / "modules")
    if not modules.is_dir():
        raise SettingsInvalid(f"MODULES is {modules}, which is not a folder.")
    zone_name = environ.get("ORGANISATION_ZONE", "Europe/London")
    try:
        zone = ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsInvalid(f"ORGANISATION_ZONE is {zone_name!r}, which is not a time zone.") from None
    nation_name = environ.get("ORGANISATION_NATION", Nation.ENGLAND.value)
    try:
        nation = Nation(nation_name)
    except ValueError:
        raise SettingsInvalid(
            f"ORGANISATION_NATION is {nation_name!r}; it must be one of {', '.join(Nation)}."
        ) from None
    proxies = environ.get("PROXIES", "0")
    if not proxies.isdecimal() or int(proxies) > MOST_PROXIES:
        raise SettingsInvalid(f"PROXIES is {proxies!r}; it must be a number from 0 to {MOST_PROXIES}.")
    backups = environ.get("BACKUPS")
    return Settings(
        mode=mode,
        database_url=_database(_required(environ, "DATABASE_URL"), production),
        secret_key=secret_key,
        public_url=_public_url(_required(environ, "PUBLIC_URL").rstrip("/"), production),
        modules=modules,
        zone=zone,
        organisation=environ.get("ORGANISATION_NAME") or UNNAMED,
        nation=nation,
        proxies=int(proxies),
        backups=Path(backups) if backups else None,
        var=Path(environ.get("ALONGSIDE_VAR", ROOT / "var")),
    )


def secret_problem(secret_key: str) -> str | None:
    """Why a secret is no secret, or None."""
    found = next((word for word in SAMPLE_SECRETS if word in secret_key.lower()), None)
    return f"SECRET_KEY holds “{found}”, as samples do: set random characters of your own." if found else None


def version() -> str:
    """The program's own version."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(told["project"]["version"])


def _database(address: str, production: bool) -> str:
    kind, colon, place = address.partition(":")
    if not colon or kind not in DATABASES:
        raise SettingsInvalid(f"DATABASE_URL must begin with sqlite:////… or postgresql://…, not with {kind!r}.")
    if production and kind == "sqlite" and not place.startswith("////"):
        raise SettingsInvalid("DATABASE_URL must name a file from the root on, with four slashes: sqlite:////var/….")
    return address


def _public_url(address: str, production: bool) -> str:
    try:
        parts = urlsplit(address)
        whole = bool(parts.hostname) and parts.port != 0 and not any(each.isspace() for each in parts.netloc)
    except ValueError:
        parts, whole = urlsplit(""), False
    bare = not (parts.path or parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not whole or not bare:
        raise SettingsInvalid("PUBLIC_URL must look like https://training.example.org, without a path.")
    if production and parts.scheme != "https":
        raise SettingsInvalid("PUBLIC_URL must begin with https:// in production.")
    # As it was read and not as it was typed: HTTPS:// would pass here and be no https:// to what asks `is_https`.
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "")
    if not value:
        raise SettingsInvalid(f"{name} is not set.")
    return value
