"""Alongside: training, assessment and certification of peer support facilitators."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: "Settings") -> "Flask":
    """The application. It registers; it decides nothing.

    :raises training.web.application.UndeclaredEndpoint: an endpoint does not say who may call it
    """
    from training import extensions
    from training.commands import register_commands
    from training.jobs import register_jobs
    from training.web import register_web
    from training.web.application import Alongside

    app = Alongside(settings)
    extensions.bind(app)
    register_web(app)
    register_commands(app)
    register_jobs(app)
    return app
