"""What a line of any log of ours looks like: one JSON object in ASCII, and of a fault its kind and place.

What an exception says may quote what somebody typed, so no line says it (ASVS 16.2.5); nothing that is logged can begin
a line of its own (ASVS 16.4.1).
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "says": self.said(record),
            **self.facts(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["fault"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["raised"] = [f"{frame.filename.rsplit('/', 3)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=True)

    def said(self, record: logging.LogRecord) -> str:
        """The line's words."""
        return record.getMessage()

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        """What this log says besides."""
        return {}
