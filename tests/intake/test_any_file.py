"""Whatever a file holds, it is read to the letter or refused with a clear error."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.errors import MatcherError
from matcher.intake.challenges import read_challenge, read_challenges
from matcher.intake.report import require_whole
from matcher.intake.startups import read_startups
from matcher.text.normalise import clean

DOCS = Path(__file__).parents[2] / "docs" / "formats.md"
quick = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60
).filter(lambda text: clean(text).strip() and not re.match(r"'[=+\-@\t\r]|\s*#", text))


@quick
@given(texts=st.lists(texts, min_size=1, max_size=4), codec=st.sampled_from(["utf-8", "utf-16"]))
def test_texts_come_back_to_the_letter(tmp_path: Path, texts: list[str], codec: str):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerows(
        [["id", "nom", "texte"], *[[n, f"N{n}", text] for n, text in enumerate(texts)]]
    )
    table = tmp_path / "table.csv"
    table.write_bytes(stream.getvalue().encode(codec))
    rows = [{"id": str(n), "name": f"N{n}", "text": text} for n, text in enumerate(texts)]
    lines = tmp_path / "lines.jsonl"
    lines.write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8"
    )
    array = tmp_path / "array.json"
    array.write_text(json.dumps(rows), encoding="utf-8")
    for path in (table, lines, array):
        startups = require_whole(read_startups(path))
        assert [one.text for startup in startups for one in startup.capabilities] == texts


@quick
@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=200).map(lambda rest: b"nom;texte\nA;b\n" + rest),
        st.binary(max_size=200).map(lambda rest: b'[{"name": "A", "text": "b"},' + rest),
        st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest),
        st.binary(max_size=200).map(lambda rest: b"\xff\xfe" + rest),
    )
)
@pytest.mark.parametrize("suffix", [".csv", ".json", ".txt", ".xlsx"])
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, suffix: str):
    path = tmp_path / f"file{suffix}"
    path.write_bytes(data)
    for reader in (read_startups, read_challenge, read_challenges):
        try:
            reader(path)
        except MatcherError as refusal:
            assert str(refusal)  # noqa: PT017 - a refusal is one of two right answers


def test_every_example_of_the_documentation_is_read(tmp_path: Path):
    examples = re.findall(r"```(csv|json)\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert [kind for kind, _ in examples] == ["csv", "csv", "json", "json"]
    *startups, challenge = [
        tmp_path / f"{place}.{kind}" for place, (kind, _) in enumerate(examples)
    ]
    for path, (_, text) in zip([*startups, challenge], examples, strict=True):
        path.write_text(text, encoding="utf-8")
    assert [len(require_whole(read_startups(path))) for path in startups] == [2, 1, 2]
    draft = read_challenge(challenge)
    assert (len(draft.requirements), draft.facts.budget_dh, draft.facts.on_site) == (
        2,
        500_000,
        True,
    )
