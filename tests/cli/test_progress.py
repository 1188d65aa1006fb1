import sys

from matcher.cli.progress import plain_lines, progress_bar


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_without_a_terminal_a_line_comes_every_ten_seconds_with_the_time_left():
    clock, lines = Clock(), []
    report = plain_lines("Embedding", write=lines.append, clock=clock)
    for second in range(0, 31, 5):
        clock.now = float(second)
        report(second, 100)
    assert lines == [
        "Embedding: 10 %, about 1 min 30 s left",
        "Embedding: 20 %, about 1 min 20 s left",
        "Embedding: 30 %, about 1 min 10 s left",
    ]


def test_hours_are_spoken_as_hours_and_an_unknown_pace_is_not_guessed():
    clock, lines = Clock(), []
    report = plain_lines("Embedding", write=lines.append, clock=clock)
    clock.now = 20.0
    report(0, 1000)
    clock.now = 40.0
    report(49, 1000)
    clock.now = 400.0
    report(50, 1000)
    assert lines == [
        "Embedding: 0 %",
        "Embedding: 4 %",
        "Embedding: 5 %, about 2 h 06 min left",
    ]


def test_nothing_to_do_is_silent_even_after_a_while():
    clock, lines = Clock(), []
    report = plain_lines("Embedding", write=lines.append, clock=clock)
    clock.now = 60.0
    report(0, 0)
    assert lines == []


def test_on_a_terminal_the_bar_is_on_the_error_stream_alone(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    with progress_bar("Embedding") as report:
        report(1, 2)
        report(2, 2)
    written = capsys.readouterr()
    assert written.out == ""
    assert "Embedding" in written.err
