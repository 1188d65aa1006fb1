"""Puts the parts together; the only module that knows them all."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from matcher.domain.challenge import Challenge, Importance, Requirement
from matcher.domain.startup import Startup, startup_of_document
from matcher.engine import CANDIDATES, Matcher
from matcher.errors import SnapshotRefused, UnknownIndex
from matcher.intake.beir import BeirSet
from matcher.intake.challenges import read_challenge, read_challenges
from matcher.intake.drafts import ChallengeDraft
from matcher.intake.duplicates import near_duplicates
from matcher.intake.report import require_whole
from matcher.intake.startups import corpus_of, read_startups
from matcher.ranking.champion import champion
from matcher.ranking.model import RankerModel
from matcher.ranking.ranker import Ranking
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.reference import sample_challenges_path, sample_startups_path
from matcher.retrieval import attachment
from matcher.retrieval.embedding import Embedder, load_embedder
from matcher.retrieval.filters import Filters, parse_filters
from matcher.retrieval.index import StartupIndex
from matcher.retrieval.manifest import read_manifest
from matcher.retrieval.place import current_name
from matcher.settings import settings
from matcher.text.language import detect

Progress = Callable[[int, int], None]
Tell = Callable[[str], None]

SHOWN_DUPLICATES = 20
_WHY = {
    "same_ice": "the same ICE",
    "confusable_name": "names that only look alike",
    "similar_name": "similar names",
}


def _silence(_: str) -> None:
    """Tell nobody."""


@cache
def embedder() -> Embedder:
    """Return the encoder of this process, made on first use."""
    return load_embedder(settings())


def ranker() -> RankerModel:
    """Return the ranker that serves: the champion, or the cold-start formula without one.

    A champion that was learned with another encoder does not serve: its chances would be wrong.
    """
    found = champion(settings().home)
    fits = found is not None and found.encoder == embedder().query_name
    return found if found is not None and fits else COLD_START_MODEL


def indexes_folder() -> Path:
    """Return the folder that holds one index for each set of startups."""
    return settings().var / "indexes"


def index_folder(startups_path: Path) -> Path:
    """Return where the index of a file lives: named by the file's content and by the encoder."""
    file = corpus_of(startups_path) if startups_path.is_dir() else startups_path
    digest = hashlib.sha256(file.read_bytes())
    digest.update(embedder().name.encode())
    return indexes_folder() / f"{startups_path.stem}-{digest.hexdigest()[:12]}"


def open_or_build(
    startups_path: Path, *, progress: Progress | None = None, tell: Tell = _silence
) -> StartupIndex:
    """Return the index of a file of startups, built and saved when there is no sound one yet.

    `tell` is given what a person should know: what was left aside in the file, and near-duplicate
    organisations. Raises RefusedRows when any row of the file is refused: nothing is half-loaded.
    """
    folder = index_folder(startups_path)
    try:
        return StartupIndex.open(folder, embedder())
    except SnapshotRefused as problem:
        if folder.exists():
            tell(f"The index {folder.name} cannot be used, so it is built again. ({problem})")
        return build(startups_path, progress=progress, tell=tell)


def build(
    startups_path: Path, *, progress: Progress | None = None, tell: Tell = _silence
) -> StartupIndex:
    """Read a file of startups, index it, save the snapshot, and return the index."""
    intake = read_startups(startups_path)
    startups = require_whole(intake)
    for line in (*intake.notes, *duplicate_lines(startups)):
        tell(line)
    built = StartupIndex.build(startups, embedder(), progress=progress)
    built.save(index_folder(startups_path), created=datetime.now(UTC).isoformat(timespec="seconds"))
    return built


def duplicate_lines(startups: Sequence[Startup]) -> list[str]:
    """Return a line for each of the first near-duplicate organisations, then a count of the rest.

    They are reported, never merged: two records of one organisation both stay in the index.
    """
    pairs = near_duplicates(startups)
    lines = [
        f"{pair.first_id} and {pair.second_id} may be one organisation ({_WHY[pair.why]})."
        for pair in pairs[:SHOWN_DUPLICATES]
    ]
    if len(pairs) > SHOWN_DUPLICATES:
        lines.append(f"… and {len(pairs) - SHOWN_DUPLICATES} more such pairs.")
    return lines


def matcher_for(
    startups_path: Path | None = None, *, progress: Progress | None = None, tell: Tell = _silence
) -> Matcher:
    """Return a matcher over a file of startups, or over the sample startups."""
    if startups_path is None:
        startups_path = sample_startups_path()
        tell = _silence
    index = open_or_build(startups_path, progress=progress, tell=tell)
    return Matcher(embedder(), index, ranker())


def sample_challenges() -> list[Challenge]:
    """Return the illustrative challenges that ship with the project, in their order."""
    return [challenge_from(draft) for draft in read_challenges(sample_challenges_path())]


def challenge_at(path_or_text: str, *, tell: Tell = _silence) -> Challenge:
    """Read one challenge from a file, or from the words; `tell` hears what was not understood."""
    draft = read_challenge(path_or_text)
    for line in draft.notes:
        tell(line)
    return challenge_from(draft)


def challenge_from(draft: ChallengeDraft) -> Challenge:
    """Turn what a person handed in into a challenge; the language is detected when not said."""
    everything = " ".join((draft.title, draft.text, *(text for text, _ in draft.requirements)))
    return Challenge(
        id=draft.id,
        title=draft.title,
        text=draft.text,
        language=draft.language or detect(everything).language,
        requirements=tuple(
            Requirement(f"r{number}", text, Importance(importance))
            for number, (text, importance) in enumerate(draft.requirements, start=1)
        ),
        facts=draft.facts,
    )


def rank_documents(
    documents: Mapping[str, tuple[str, str]],
    queries: Mapping[str, str],
    *,
    depth: int = CANDIDATES,
    progress: Progress | None = None,
) -> dict[str, list[tuple[str, float]]]:
    """Rank (title, text) documents for each query with the product's own best path.

    Every document is one startup with one capability. Returns query id → (document id, score), best
    first, at most `depth` each.
    """
    matcher = Matcher(embedder(), model=ranker()).index(_as_startups(documents), progress=progress)
    return {
        query_id: [(ranking.startup_ids[row], float(ranking.scores[row])) for row in ranking.order]
        for query_id, ranking in _rankings(matcher, queries, depth)
    }


def _rankings(
    matcher: Matcher, queries: Mapping[str, str], depth: int
) -> Iterator[tuple[str, Ranking]]:
    """Yield each query with its ranking; what they ask is embedded in one go first."""
    challenges = [
        Challenge(id=query_id, text=text, language=detect(text).language)
        for query_id, text in queries.items()
    ]
    matcher.prepare(challenges)
    for challenge in challenges:
        yield challenge.id, matcher.rank(challenge, depth=depth)


def _as_startups(documents: Mapping[str, tuple[str, str]]) -> Sequence[Startup]:
    return [
        startup_of_document(document_id, title, text)
        for document_id, (title, text) in documents.items()
    ]


def filters_from(expressions: Sequence[str]) -> Filters:
    """Read filters as a person writes them: `sector=automotive`, `trl>=6`."""
    return parse_filters(expressions)


def index_rows() -> list[dict[str, object]]:
    """Return a row for each index on this machine: name, encoder, counts, size in megabytes."""
    return [_summary(folder) for folder in _index_folders()]


def verify_indexes(name: str | None) -> list[dict[str, object]]:
    """Check one index (or all) against its checksums; a row's problem is "" when it is sound.

    Raises UnknownIndex when there is none of that name.
    """
    folders = [folder for folder in _index_folders() if name in (None, folder.name)]
    if name is not None and not folders:
        raise UnknownIndex(
            f"There is no index {name!r}. See passerelle index status for those that exist."
        )
    return [{"name": folder.name, "problem": _problem(folder)} for folder in folders]


def _summary(folder: Path) -> dict[str, object]:
    files = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    row: dict[str, object] = {"name": folder.name, "megabytes": round(files / 1e6, 1)}
    try:
        manifest = read_manifest(folder / current_name(folder), verify=False)
    except SnapshotRefused as problem:
        return row | {"problem": str(problem)}
    return row | {
        "encoder": manifest.encoder,
        "startups": manifest.startups,
        "capabilities": manifest.capabilities,
        "sentences": manifest.sentences,
        "created": manifest.created,
        "problem": "",
    }


def _problem(folder: Path) -> str:
    try:
        attachment.verify(folder)
    except SnapshotRefused as problem:
        return str(problem)
    return ""


def _index_folders() -> list[Path]:
    return sorted(path for path in indexes_folder().glob("*") if path.is_dir())


def judged_rankings(
    judged: BeirSet, *, depth: int = CANDIDATES, progress: Progress | None = None
) -> Iterator[tuple[str, Ranking]]:
    """Yield each judged query of a set with what the engine makes of it, as `rank_documents` asks.

    The cold-start formula ranks: what is learned must not depend on what serves. Nothing of a
    ranking is kept here: its sentences are many.
    """
    documents = {name: (title, text) for name, (title, text, _) in judged.documents.items()}
    matcher = Matcher(embedder()).index(_as_startups(documents), progress=progress)
    asked = {name: text for name, text in judged.queries.items() if name in judged.qrels}
    yield from _rankings(matcher, asked, depth)
