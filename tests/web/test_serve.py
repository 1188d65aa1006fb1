"""The application as a process: it serves, and stops when asked."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

SERVER = """
import sys
from pathlib import Path
from matcher.settings import Settings
from matcher.store.database import connect
from matcher.workflow.context import Services
from web.serve import serve

folder = Path(sys.argv[1])
settings = Settings(var=folder, demo=True)
services = Services(settings, connect(settings.database_url), None, None)

def start_worker(_):
    print("worker started", flush=True)
    return lambda: print("worker stopped", flush=True)

serve(services, host="127.0.0.1", port=int(sys.argv[2]), start_worker=start_worker)
"""


@pytest.mark.enable_socket
def test_it_serves_and_stops_cleanly_when_asked(tmp_path):
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = Path(__file__).resolve().parents[2]
    running = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path), str(port)],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    try:
        assert _answers(f"http://127.0.0.1:{port}/healthz") == 200
        running.send_signal(signal.SIGTERM)
        told, _ = running.communicate(timeout=20)
    finally:
        running.kill()
    assert running.returncode == 0, told
    assert "worker started" in told
    assert "worker stopped" in told
    assert "Traceback" not in told


def _answers(address):
    for _ in range(120):
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return answer.status
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
    return None
