"""Where logs go: the error stream, as text or as JSON lines. They name routes, never texts."""

import json
import logging
import sys
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """Writes each record as one JSON object; what is JSON already becomes its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "log": record.name,
        }
        message = record.getMessage()
        try:
            told = json.loads(message)
        except ValueError:
            told = message
        return json.dumps(line | (told if isinstance(told, dict) else {"message": message}))


def log_to_stderr(*, as_json: bool = False) -> None:
    """Send what is logged to the error stream, once; our access log included."""
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler(sys.stderr)
        plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
        handler.setFormatter(JsonLines() if as_json else plain)
        root.addHandler(handler)
    logging.getLogger("passerelle").setLevel(logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
