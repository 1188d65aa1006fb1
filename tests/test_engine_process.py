"""The loop of the engine's process."""

from types import SimpleNamespace

from matcher import engine_process


def test_memory_is_given_back_now_and_then_after_an_answer_was_sent(monkeypatch):
    told = []
    questions = iter([("is_due", (7,), {})] * 17)

    def recv():
        try:
            return next(questions)
        except StopIteration:
            raise EOFError from None

    line = SimpleNamespace(recv=recv, send=told.append)
    engine = SimpleNamespace(
        is_due=lambda number: number == 7, load=None, vectors=None, purge=None, encoder_is_up=None
    )
    monkeypatch.setattr(engine_process, "give_back", lambda: told.append("given back"))

    engine_process.answer(line, engine, way=None)

    assert told.count(("answer", True)) == 17
    assert [place for place, each in enumerate(told) if each == "given back"] == [8, 17]
