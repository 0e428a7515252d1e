"""The server's door."""

import sys

from config import SettingsInvalid, from_environment
from training import create_app
from training.extensions import db
from training.upkeep.queries import is_demo

try:
    settings = from_environment()
except SettingsInvalid as invalid:
    sys.exit(f"Alongside cannot start: {invalid}")

app = create_app(settings)

if settings.is_production:
    with app.app_context():
        if is_demo(db.engine):
            sys.exit("Alongside cannot start: DATABASE_URL names the database of a demo, with its sample people.")
        db.engine.dispose()
