"""The server's door."""

import sys

from config import SettingsInvalid, from_environment
from training import create_app

try:
    settings = from_environment()
except SettingsInvalid as invalid:
    sys.exit(f"Alongside cannot start: {invalid}")

app = create_app(settings)
