"""An engine's process over an embedder that needs no model; its words ask for what goes wrong."""

import os
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

from matcher.engine_process import answer, left_alone
from matcher.errors import EncoderUnavailable
from matcher.logs import log_to_stderr
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.retrieval.right_of_way import RightOfWay
from matcher.serving import LiveEngine
from tests.fakes import HashEmbedder


class Engine(LiveEngine):
    """The engine that serves; a challenge of one of these titles meets trouble."""

    def match(self, challenge, *, top, warned=True):
        if challenge.title == "hang":
            time.sleep(60)
        if challenge.title == "slow":
            time.sleep(2)
        if challenge.title == "die":
            os.kill(os.getpid(), 9)
        if challenge.title == "away":
            raise EncoderUnavailable("The encoder is away.")
        if challenge.title == "surprise":
            raise KeyError(challenge.text)
        return super().match(challenge, top=top, warned=warned)


if __name__ == "__main__":
    left_alone()
    log_to_stderr()
    folder = Path(os.environ["SMALL_ENGINE_FOLDER"])
    with Connection(int(sys.argv[1])) as line:
        engine = Engine(folder, HashEmbedder(), lambda: COLD_START_MODEL)
        answer(line, engine, RightOfWay(folder.parent))
