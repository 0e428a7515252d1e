"""The signed cookie in which Flask keeps what a browser brings along."""

from hashlib import sha256

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer


class SignedCookie(SecureCookieSessionInterface):
    """Flask's own, signed with HMAC-SHA256 and not with HMAC-SHA1 (ASVS 11.4.1).

    Its signer is made once and not for every request; where there is no cookie it is not needed.
    """

    digest_method = staticmethod(sha256)
    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer; each application has an interface, and so a signer, of its own."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie says; nothing where there is none, or none of ours."""
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie if this request changed it."""
        if session.accessed or session.modified:
            super().save_session(app, session, response)
