"""What gunicorn itself writes, as the program's own log lines are: JSON, and nothing of what somebody sent.

gunicorn's own words for a request that it cannot read hold the visitor's address and what was sent; those for a fault
hold the address of the page, which may be a one-time link (ASVS 16.2.5). Here they are put in words of ours.

It stands apart from the program: gunicorn's first process reads this file and `log_lines.py` and nothing else of ours,
so that new workers after a reload begin with the new program.
"""

import logging
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger

from log_lines import JsonLines

WITHOUT_ADDRESS = {
    "Invalid request": "a request that could not be read was refused",
    "Error handling request": "a fault while a request was answered",
}
"""How gunicorn's lines begin that quote what somebody sent, and what is said instead."""


class ServerLines(JsonLines):
    """gunicorn's words, or ours where its own would quote somebody, and which process says them."""

    def said(self, record: logging.LogRecord) -> str:
        if isinstance(record.msg, BaseException):
            return "a fault of the server"
        for beginning, instead in WITHOUT_ADDRESS.items():
            if str(record.msg).startswith(beginning):
                return instead
        return super().said(record)

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        return {"process": record.process}


class ServerLog(Logger):
    """gunicorn's log with our lines. Answered requests are logged by the program and not here."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(ServerLines())
