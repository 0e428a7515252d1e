"""Alongside: training, assessment and certification of peer support facilitators."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config import Settings
    from training.web.application import Alongside


def create_app(settings: "Settings") -> "Alongside":
    """The application. It registers; it decides nothing.

    :raises training.web.application.UndeclaredEndpoint: an endpoint does not say who may call it
    """
    from training import extensions
    from training.terminal import Terminal
    from training.web import register_web
    from training.web.application import Alongside

    app = Alongside(settings)
    app.cli = Terminal()
    extensions.bind(app)
    register_web(app)
    return app
