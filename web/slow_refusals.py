"""Who passes a limit waits for the answer, so that a flood of refusals is a trickle.

A refusal is cheap, but who floods asks again as fast as it is answered. Those who wait hold threads
of the server, so few may wait; the others are refused at once.
"""

import time
from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any, Final

SECONDS: Final = 1.0
_TOO_MANY = "429 "
Application = Callable[..., Iterable[bytes]]


class SlowRefusals:
    """A WSGI application that holds back its answers of status 429.

    At most `places` answers are held back at the same time, for `seconds` each, once everything
    else that the request held was given back.
    """

    def __init__(
        self,
        application: Application,
        *,
        places: int,
        seconds: float = SECONDS,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._application = application
        self._places = BoundedSemaphore(places)
        self._seconds = seconds
        self._wait = wait

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request, late if it is refused for being one too many."""
        told: list[str] = []

        def start(status: str, *more: Any) -> Any:
            told.append(status)
            return start_response(status, *more)

        body = self._application(environ, start)
        if told and told[-1].startswith(_TOO_MANY) and self._places.acquire(blocking=False):
            try:
                self._wait(self._seconds)
            finally:
                self._places.release()
        return body
