"""The server's door."""

from config import from_environment
from training import create_app

app = create_app(from_environment())
