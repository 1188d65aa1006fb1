"""The application on a real server: waitress, in a thread, on a free port of the loopback."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from waitress.server import create_server

MakeApp = Callable[[Path, str], Flask]
"""Builds the application: gets a folder of its own, and the address that it will answer at."""
THREADS = 4


@dataclass(frozen=True)
class LiveServer:
    """An application that answers at `url` and keeps everything under `folder`."""

    url: str
    app: Flask
    folder: Path


@contextmanager
def serving(make_app: MakeApp, folder: Path) -> Iterator[LiveServer]:
    """Give the application while it is served."""
    # The port is taken first: the application has to know its own address, for links in e-mails.
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    open_sockets: dict[int, Any] = {}
    try:
        app = make_app(folder, url)
    except BaseException:
        listener.close()
        raise
    server = create_server(app, map=open_sockets, sockets=[listener], threads=THREADS)
    ending = threading.Event()
    thread = threading.Thread(target=_answer, args=(server, open_sockets, ending), name="server")
    thread.start()
    try:
        yield LiveServer(url, app, folder)
    finally:
        ending.set()
        server.pull_trigger()
        thread.join()


def _answer(server: Any, open_sockets: dict[int, Any], ending: threading.Event) -> None:
    while not ending.is_set():
        server.asyncore.loop(timeout=1.0, map=open_sockets, count=1)
    server.task_dispatcher.shutdown()
    server.asyncore.close_all(open_sockets)
