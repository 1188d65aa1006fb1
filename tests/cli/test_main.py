"""The command as a whole: instant help, errors in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("passerelle")
HEAVY = (
    "torch",
    "sentence_transformers",
    "faiss",
    "numpy",
    "sklearn",
    "simplemma",
    "rich",
    "pydantic",
)


def run(*arguments, **options):
    return subprocess.run(
        [COMMAND, *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        **options,
    )


@pytest.mark.parametrize(
    "verb",
    [
        (),
        ("demo",),
        ("match",),
        ("index",),
        ("index", "build"),
        ("doctor",),
        ("evaluate",),
        ("encoder",),
        ("encoder", "train"),
        ("model",),
        ("model", "train"),
    ],
)
def test_help_imports_nothing_heavy(verb):
    program = (
        "import sys\n"
        "from matcher.cli.main import main\n"
        f"sys.argv = ['passerelle', *{verb!r}, '--help']\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    pass\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert "Usage" in done.stdout
    assert done.stdout.rstrip().endswith("HEAVY []")


def test_help_lists_every_verb():
    shown = run("--help")
    assert shown.returncode == 0
    for verb in ("demo", "match", "index", "evaluate", "doctor"):
        assert f"\n  {verb}" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("match", "--challenge", "besoin", "--startups", "nowhere.csv"), "nowhere.csv"),
        (("match", "--challenge", "need.pdf"), "need.pdf"),
        (("match", "--challenge", "pompe", "--filter", "colour=red"), "colour=red"),
        (("match", "--challenge", "   "), "challenge"),
        (("match",), "--challenge"),
        (("evaluate", "nowhere"), "nowhere"),
        (("dance",), "dance"),
        (("index", "verify", "nothing-by-this-name"), "nothing-by-this-name"),
    ],
)
def test_a_mistake_is_told_in_a_sentence_with_exit_code_2(arguments, told, tmp_path):
    done = run(*arguments, env={**os.environ, "PASSERELLE_VAR": str(tmp_path)})
    assert done.returncode == 2, done.stderr
    assert told in done.stderr.lower() or told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_broken_index_is_told_with_exit_code_1(tmp_path):
    (tmp_path / "indexes" / "broken").mkdir(parents=True)
    done = run("index", "verify", env={**os.environ, "PASSERELLE_VAR": str(tmp_path)})
    assert done.returncode == 1
    assert "broken" in done.stdout


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    var = str(tmp_path / "file" / "var")
    done = run("demo", env={**os.environ, "PASSERELLE_VAR": var})
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert var in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("PASSERELLE_ENCODER", ""), ("PASSERELLE_THREADS", "abc"), ("PASSERELLE_BATCH_SIZE", "0")],
)
def test_a_wrong_setting_is_named_in_a_sentence(name, value, tmp_path):
    done = run("doctor", env={**os.environ, "PASSERELLE_VAR": str(tmp_path), name: value})
    assert done.returncode == 2
    assert name in done.stderr
    assert "Traceback" not in done.stderr
