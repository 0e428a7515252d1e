"""The application object: Flask, with our settings in a typed place."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings
from training.core.database import is_away
from training.course.directory import Directory
from training.course.files import DIRECTORY, load_directory
from training.course.positions import ContentInvalid
from training.organisation.rules import Local, Organisation, corrected, organisation_of
from training.people.passwords import Passwords
from training.people.rules import SESSION_LASTS
from training.web.cookie import SignedCookie
from training.web.templating import OneSetOfGlobals

LARGEST_REQUEST = 256 * 1024


class Alongside(Flask):
    """The application.

    :ivar local: what the charity set, as this process last read it
    """

    jinja_environment = OneSetOfGlobals
    settings: Settings
    passwords: Passwords
    local: Local

    def __init__(self, settings: Settings) -> None:
        super().__init__("training", template_folder=str(ROOT / "templates"), static_folder=None)
        self.settings = settings
        self.session_interface = SignedCookie()
        low = settings.password_cost == "low"
        self.passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)) if low else Passwords()
        self._directory_read_at = 0
        self._directory: Directory | None = None
        self.local = Local()
        self._corrected: tuple[Directory, Local, Directory] | None = None
        self._organisation: tuple[Settings, Local, Organisation] | None = None
        if settings.proxies:
            self.wsgi_app = ProxyFix(self.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]
        prefix = "__Host-" if settings.is_https else ""
        self.config.update(
            SECRET_KEY=settings.secret_key,
            SQLALCHEMY_DATABASE_URI=settings.database_url,
            SQLALCHEMY_ENGINE_OPTIONS={
                "hide_parameters": True,
                # PostgreSQL's server is restarted on its own: each worker would answer once that the database is away.
                "pool_pre_ping": settings.database_url.startswith("postgresql"),
            },
            MAX_CONTENT_LENGTH=LARGEST_REQUEST,
            MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
            MAX_FORM_PARTS=300,
            SESSION_COOKIE_NAME=f"{prefix}alongside",
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE="Lax",
            SESSION_COOKIE_SECURE=settings.is_https,
            SESSION_COOKIE_PATH="/",
            SESSION_REFRESH_EACH_REQUEST=False,
            PERMANENT_SESSION_LIFETIME=timedelta(days=SESSION_LASTS.days),
            WTF_CSRF_CHECK_DEFAULT=False,
            WTF_CSRF_TIME_LIMIT=None,
            WTF_CSRF_SSL_STRICT=settings.is_https,
        )
        self.jinja_env.trim_blocks = True
        self.jinja_env.lstrip_blocks = True

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none of ours is a coroutine, and Flask would look at each of them on every request."""
        return func

    def log_exception(self, exc_info: Any) -> None:
        """Log a fault. Flask's own words would quote the address, which may hold a secret."""
        away = is_away(exc_info[1])
        self.logger.error("the database did not take it" if away else "a fault of ours", exc_info=exc_info)

    @property
    def directory(self) -> Directory | None:
        """Services as the file says, read again when it has changed; None before it was ever free of mistakes."""
        try:
            changed_at = (self.settings.modules / DIRECTORY).stat().st_mtime_ns
        except OSError:
            return self._directory
        if changed_at != self._directory_read_at:
            self._directory_read_at = changed_at
            try:
                self._directory = load_directory(self.settings.modules)
            except ContentInvalid as invalid:
                for mistake in invalid.mistakes:
                    self.logger.error("directory.yaml was not used: %s", mistake)
        return self._directory

    def organisation(self, local: Local) -> Organisation:
        """The charity as it says itself, put together anew only for another local value."""
        held, own = self._organisation, self.settings
        if held is None or held[0] is not own or held[1] is not local:
            made = organisation_of(local, name=own.organisation, zone=own.zone, nation=own.nation)
            held = self._organisation = (own, local, made)
        return held[2]

    def corrected(self, written: Directory, local: Local) -> Directory:
        """A directory as the charity put it right, put together anew only for another file or another local value."""
        held = self._corrected
        if held is None or held[0] is not written or held[1] is not local:
            held = self._corrected = (written, local, corrected(written, local))
        return held[2]

    def check_access(self) -> None:
        """Refuse to start with an endpoint that does not say who may call it."""
        undeclared = sorted(endpoint for endpoint, view in self.view_functions.items() if not hasattr(view, "access"))
        if undeclared:
            raise UndeclaredEndpoint(f"these endpoints do not say who may call them: {', '.join(undeclared)}")


class UndeclaredEndpoint(Exception):
    """An endpoint without a declared permission: nobody decided who may call it."""
