"""What gunicorn itself writes, as the program's own log lines are: JSON, and nothing of what somebody sent.

gunicorn's own words for a request that it cannot read hold the visitor's address and what was sent; those for a fault
hold the address of the page, which may be a one-time link (ASVS 16.2.5). Here they are put in words of ours, and a
fault is its kind and where it was raised.

It stands apart from the program: gunicorn's first process reads this file and nothing else, so that new workers after a
reload begin with the new program.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger

WITHOUT_ADDRESS = {
    "Invalid request": "a request that could not be read was refused",
    "Error handling request": "a fault while a request was answered",
}
"""How gunicorn's lines begin that quote what somebody sent, and what is said instead."""


class ServerLines(logging.Formatter):
    """One JSON object a line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "says": said(record),
            "process": record.process,
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["fault"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["raised"] = [f"{frame.filename.rsplit('/', 3)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=True)


def said(record: logging.LogRecord) -> str:
    """gunicorn's words, or ours where its own would quote somebody."""
    if isinstance(record.msg, BaseException):
        return "a fault of the server"
    for beginning, instead in WITHOUT_ADDRESS.items():
        if str(record.msg).startswith(beginning):
            return instead
    return record.getMessage()


class ServerLog(Logger):
    """gunicorn's log with our lines. Answered requests are logged by the program and not here."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(ServerLines())
