"""The edge: screens, guards, the transaction, forms, errors, headers.
May import: everything but commands and jobs.
Would change it: another screen.
"""

from training.web import components
from training.web.admin import audit, editions, organisation
from training.web.admin import routes as admin
from training.web.application import Alongside
from training.web.auth import routes as auth
from training.web.errors import register_errors
from training.web.guards import register_guards
from training.web.headers import guard_every_response, register_headers
from training.web.logs import register_logs
from training.web.public import health
from training.web.public import routes as public
from training.web.rendering import register_rendering
from training.web.static import register_static
from training.web.trainee import attempts, declarations, learn, progress, reflections
from training.web.trainer import cohorts, people, practice, reviews
from training.web.transaction import register_transaction


def register_web(app: Alongside) -> None:
    """Put the whole edge on an application. The order of the hooks matters; see `transaction`."""
    register_logs(app)
    register_headers(app)
    register_transaction(app)
    register_guards(app)
    register_errors(app)
    register_rendering(app)
    for screens in (
        public, auth, learn, attempts, reflections, declarations, progress, cohorts, people, practice, reviews, admin,
        editions,
        health,
        organisation,
        audit,
        components,
    ):  # fmt: skip
        app.register_blueprint(screens.blueprint)
    register_static(app)
    guard_every_response(app)
    app.check_access()
