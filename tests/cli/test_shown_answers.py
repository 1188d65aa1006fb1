"""One answered challenge, as JSON and as lines for a terminal."""

import io
import json

import pytest
from rich.console import Console

from matcher.cli.answers import as_json, show
from matcher.domain.match import (
    Evidence,
    Match,
    MatchList,
    Reason,
    ReasonCode,
    Refusal,
    RefusalCode,
)
from matcher.wording.engine import NOTES, REASONS, REFUSALS
from tests.builders import a_challenge

ANSWER = MatchList(
    "c1",
    (
        Match(
            1,
            "s1",
            "Un [bold]nom[/bold] \x1b[31mrouge\x1b[0m",
            1.5,
            (
                Reason(
                    ReasonCode.REQUIREMENT_MET, "sans fil", Evidence("Sans\nfil.", 3, 12, "s1-c1")
                ),
                Reason(ReasonCode.REQUIREMENT_NOT_FOUND, "sans pile"),
            ),
            unmet=("sans pile",),
        ),
    ),
    (Refusal("s2", RefusalCode.TRL_TOO_LOW),),
    ("language.mixed",),
)


def shown(language):
    out = io.StringIO()
    show(Console(file=out, width=100), a_challenge(language=language), ANSWER)
    return out.getvalue()


def test_the_json_has_the_documented_shape():
    written = json.loads(json.dumps(as_json(a_challenge(), ANSWER)))
    (match,) = written["matches"]
    asked = {"id", "language", "text"}
    found = {"matches", "refusals", "notes", "support", "alternatives"}
    assert set(written) == asked | found
    said = {"rank", "startup_id", "name", "reasons", "unmet"}
    assert set(match) == said | {"band", "chance", "is_far", "is_young", "flags"}
    assert match["reasons"][0] == {
        "code": "requirement_met",
        "requirement": "sans fil",
        "evidence": {"text": "Sans\nfil.", "start": 3, "end": 12, "capability_id": "s1-c1"},
    }
    assert match["reasons"][1]["evidence"] is None
    assert match["unmet"] == ["sans pile"]
    assert written["refusals"] == [{"startup_id": "s2", "code": "trl_too_low"}]


def test_no_score_is_shown_to_anyone():
    assert "1.5" not in json.dumps(as_json(a_challenge(), ANSWER))
    assert "1.5" not in shown("fr")


def test_text_from_outside_cannot_drive_the_terminal():
    assert "\x1b" not in shown("fr")
    assert "[bold]nom[/bold]" in shown("fr")
    assert "« Sans fil. »" in shown("fr")


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_code_has_its_words_in_every_language(language):
    assert set(REASONS[language]) == set(ReasonCode)
    assert set(REFUSALS[language]) == set(RefusalCode)
    assert set(NOTES[language]) == set(NOTES["fr"])
    assert REASONS[language][ReasonCode.REQUIREMENT_MET] in shown(language)
    assert REFUSALS[language][RefusalCode.TRL_TOO_LOW] in shown(language)
