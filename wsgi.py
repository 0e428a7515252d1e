"""The server's door."""

import sys
from typing import NoReturn

from config import SettingsInvalid, from_environment
from training import create_app
from training.extensions import db
from training.upkeep.queries import made_for

CANNOT_START = 3
"""By this exit status gunicorn knows that another worker would fare no better, and ends instead of trying for ever."""


def refuse(why: object) -> NoReturn:
    """Say in one sentence why the program does not start, and end."""
    sys.stderr.write(f"Alongside cannot start: {why}\n")
    sys.exit(CANNOT_START)


try:
    settings = from_environment()
except SettingsInvalid as invalid:
    refuse(invalid)

app = create_app(settings)

if settings.is_production or settings.is_demo:
    with app.app_context():
        found = made_for(db.engine)
        if found == "demo" and settings.is_production:
            refuse("DATABASE_URL names the database of a demo, with its sample people.")
        if found == "real" and settings.is_demo:
            refuse("ALONGSIDE_MODE is demo, and DATABASE_URL names the database of a real installation.")
        db.engine.dispose()
