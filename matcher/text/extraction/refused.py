"""Why a document is not read, inside the process that reads it."""


class Refused(Exception):
    """The document is not read; the message goes on after its name."""

    error = "unreadable"


class PastLimit(Refused):
    """The document passes a limit."""

    error = "too_large"
