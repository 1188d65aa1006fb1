"""T32: the model is gone, sleeps or fails: saving never waits, words are used, nothing is lost."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from matcher.domain.challenge import Challenge
from matcher.domain.people import Role
from matcher.domain.visibility import MatchingState
from matcher.errors import EncoderUnavailable
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.retrieval.chosen_encoder import ChosenEncoder
from matcher.serving import LiveEngine
from matcher.settings import Settings
from matcher.store.challenges import ChallengeRow
from matcher.workflow import partner_preview, tasks
from tests.abuse.filled_forms import House
from tests.fakes import HashEmbedder
from tests.journeys.world import NOW

PROBLEM = "Nous cherchons la filtration membranaire de nos effluents de laiterie, sans produits."
SLEEP = 30.0
SOON = 10.0
"""Seconds in which a page must answer on a busy machine; the model would take three times that."""


class Trouble(HashEmbedder):
    """An embedder that can sleep, fail or be gone."""

    how = "fine"

    def check(self):
        if self.how == "gone":
            raise EncoderUnavailable("The encoder is gone.")

    def _embed(self, texts):
        self.check()
        if self.how == "sleeps":
            time.sleep(SLEEP)
        if self.how == "fails":
            raise EncoderUnavailable("The encoder stopped at a text (RuntimeError).")
        return super()._embed(texts)


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path / "house")
    house.embedder = Trouble()
    house.services.engine = LiveEngine(tmp_path / "live", house.embedder, lambda: COLD_START_MODEL)
    yield house
    house.close()


def post_challenge(house):
    """Post a challenge as a firm; return its number and how long each answer took."""
    browser, took = house.browser(Role.FIRM), []
    said = {"title": "Effluents", "problem": PROBLEM, "visibility": "open", "page": "p",
            "requirement_text": "filtration membranaire", "requirement_importance": "must",
            "requirement_id": "", "do": "submit"}  # fmt: skip
    began = time.monotonic()
    answer = browser.post("/firm/challenges/save", data=said)
    took.append(time.monotonic() - began)
    assert answer.status_code == 303, answer.text[-1500:]
    number = int(answer.location.rsplit("/", 1)[-1])
    began = time.monotonic()
    assert browser.get(answer.location).status_code == 200
    took.append(time.monotonic() - began)
    return number, took


def state_of(house, number):
    with house.services.database.session(writes=False) as session:
        return session.get(ChallengeRow, number).matching


@pytest.mark.parametrize("how", ["gone", "fails", "sleeps"])
def test_saving_never_waits_and_no_page_fails(house, how):
    house.embedder.how = how
    _, took = post_challenge(house)
    assert max(took) < SOON
    browser = house.browser(Role.OFFICER)
    for path in ("/desk", "/desk/queue", "/desk/directory/startups", "/healthz"):
        assert browser.get(path).status_code == 200


@pytest.mark.parametrize("how", ["gone", "fails"])
def test_words_are_used_with_a_note_and_meanings_come_back_by_themselves(house, how):
    house.embedder.how = how
    number, _ = post_challenge(house)
    moment = NOW + timedelta(seconds=1)
    tasks.work(house.services, lambda: moment)
    assert state_of(house, number) is MatchingState.WORDS_ONLY
    page = house.browser(Role.OFFICER).get(f"/desk/challenges/{number}")
    assert page.status_code == 200
    assert "Recherche par mots seulement" in page.text
    assert 'id="startup-' in page.text, "nothing was found by words"
    house.embedder.how = "fine"
    later = moment + timedelta(hours=1)
    for _ in range(3):
        tasks.work(house.services, lambda: later)
    assert state_of(house, number) is MatchingState.DONE
    page = house.browser(Role.OFFICER).get(f"/desk/challenges/{number}")
    assert "Recherche par mots seulement" not in page.text


def test_the_count_of_partners_gives_up_soon_and_says_so(house, monkeypatch):
    monkeypatch.setattr(partner_preview, "PATIENCE", 0.2)
    house.embedder.how = "sleeps"
    monkeypatch.setattr(sys.modules[__name__], "SLEEP", 3.0)
    house.services.engine.refresh(list, number=0)
    began = time.monotonic()
    found = partner_preview.preview(
        house.services, house.world.person(Role.FIRM), _draft(), patience=0.2
    )
    assert time.monotonic() - began < 2.5
    assert found.state in {"late", "away"} or found.words_only
    answer = house.browser(Role.FIRM).post("/firm/challenges/partners", data={"problem": PROBLEM})
    assert answer.status_code == 200


def _draft():
    from matcher.workflow.challenge_views import Draft

    return Draft(title="Effluents", problem=PROBLEM)


def test_whatever_goes_wrong_inside_the_model_is_told_as_unavailable(tmp_path, monkeypatch):
    class Broken:
        def encode(self, *_):
            raise RuntimeError("out of memory at confidential text")

    chosen = ChosenEncoder(Settings(var=tmp_path))
    monkeypatch.setattr(ChosenEncoder, "_loaded", lambda self: Broken())
    monkeypatch.setattr(
        ChosenEncoder, "facts", lambda self: type("F", (), {"prompt": lambda self, kind: ""})()
    )
    with pytest.raises(EncoderUnavailable) as told:
        chosen.encode(["x"], "passage")
    assert "confidential" not in str(told.value)


def test_the_engine_answers_by_words_when_the_model_fails_half_way(tmp_path):
    embedder = Trouble()
    engine = LiveEngine(tmp_path / "live", embedder, lambda: COLD_START_MODEL)
    from tests.builders import a_startup

    engine.refresh(lambda: [a_startup("a", PROBLEM)], number=1)
    embedder.how = "fails"
    answer = engine.match(Challenge("c", PROBLEM, "fr"), top=5)
    assert answer.words_only
    assert [each.startup_id for each in answer.matches.matches] == ["a"]
    embedder.how = "fine"
    assert not engine.match(Challenge("c", PROBLEM, "fr"), top=5).words_only
    assert np.isfinite(answer.matches.matches[0].score)


@pytest.mark.abuse_long
@pytest.mark.parametrize("how", ["gone", "sleeps", "fails"])
def test_a_real_server_answers_while_its_model_is_away(tmp_path, loopback, how):
    """A process of its own, its encoder removed, asleep for 30 s at each batch, or failing."""
    root = Path(__file__).resolve().parents[2]
    home = tmp_path / "home"
    shutil.copytree(root / "data", home / "data")
    shutil.copytree(
        root / "models", home / "models", ignore=_all_weights if how == "gone" else None
    )
    with socket.socket() as free:
        free.bind((loopback, 0))
        port = free.getsockname()[1]
    program = (
        "import sys, time\n"
        "from matcher.retrieval.encoder_model import EncoderModel\n"
        "def encode(self, *a):\n"
        + (
            "    time.sleep(30)\n    raise RuntimeError\n"
            if how == "sleeps"
            else "    raise RuntimeError\n"
        )
        + "EncoderModel.encode = encode\n"
        "from matcher.cli.main import main\n"
        f"sys.argv = ['passerelle', 'serve', '--demo', '--port', '{port}']\nmain()\n"
    )
    log, places = tmp_path / "log", {"PASSERELLE_HOME": str(home)}
    places["PASSERELLE_VAR"] = str(tmp_path / "var")
    with log.open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            env=os.environ | places,
            cwd=root, stdout=subprocess.DEVNULL, stderr=told, start_new_session=True,
        )  # fmt: skip
    try:
        base = f"http://{loopback}:{port}"
        _until(lambda: _status(base + "/healthz") == 200, 300, process, log)
        for _ in range(5):
            for path in ("/", "/account/sign-in", "/healthz"):
                began = time.monotonic()
                assert _status(base + path) < 500
                assert time.monotonic() - began < SOON
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def _all_weights(folder, names):
    return [name for name in names if name.endswith((".safetensors", ".bin", ".onnx", ".gguf"))]


def _status(address):
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as problem:
        return problem.code
    except OSError:
        return 599


def _until(holds, seconds, process, log):
    end = time.monotonic() + seconds
    while not holds():
        assert process.poll() is None, log.read_text(encoding="utf-8")[-2000:]
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.5)
