"""A project's folder with a tiny encoder, three sample startups' worth of texts and grades."""

import importlib
import json

from matcher.learning.encoder import network
from matcher.learning.encoder.network import Network
from matcher.learning.encoder.sources import read_material
from matcher.learning.encoder.training import Prompts, TrainingRun, TrainingSettings
from matcher.learning.splits import is_held_out
from matcher.retrieval.conversion import converted_encoder, read_source
from matcher.settings import Settings
from tests.retrieval import packed

WORDS = ("pompe", "solaire", "été", "pompe pompe", "solaire été", "été pompe", "pompe solaire")
TEACHING = [f"s{number}" for number in range(200) if not is_held_out(f"s{number}")][:20]
HELD_OUT = next(f"s{number}" for number in range(200) if is_held_out(f"s{number}"))
OTHERS = [f"o{number}" for number in range(20)]


def text_of(number):
    return f"{WORDS[number % 7]} {WORDS[number // 7 % 7]} {'t' * (number % 5)}".strip()


def a_need(startup, number):
    texts = {code: f"{text_of(number)} {code}" for code in ("fr", "ar", "en")}
    return {"startup_id": startup, **texts, "core_fr": text_of(number)}


def write_rows(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")


def write_data(data):
    """Write twenty needs for samples and one held out, twenty for others, and some grades."""
    samples = [*TEACHING, HELD_OUT]
    write_rows(
        data / "samples/startups.jsonl",
        [
            {"id": name, "name": name.upper(), "tagline": "été", "text": text_of(number)}
            for number, name in enumerate(samples)
        ],
    )
    write_rows(
        data / "training/startups.jsonl",
        [
            {"id": name, "name": name.upper(), "text": text_of(number)}
            for number, name in enumerate(OTHERS)
        ],
    )
    named = enumerate([*samples, *OTHERS])
    write_rows(data / "training/needs.jsonl", [a_need(name, number) for number, name in named])
    write_rows(
        data / "training/graded_train.jsonl",
        [
            {"need_id": name, "grades": {name: 3, other: 0, HELD_OUT: 1}}
            for name, other in zip(TEACHING, OTHERS, strict=True)
        ],
    )
    blind = [f"b{number}" for number in range(4)]
    write_rows(
        data / "training/blind_needs.jsonl",
        [
            {"need_id": name, **{code: f"{name} {code}" for code in ("fr", "ar", "en")}}
            for name in blind
        ],
    )
    write_rows(
        data / "training/graded_blind.jsonl",
        [{"need_id": name, "grades": {TEACHING[0]: 2, OTHERS[0]: 0}} for name in blind[:3]]
        + [{"need_id": blind[3], "grades": {OTHERS[0]: 1}}],
    )
    return data


def a_home(folder, monkeypatch, *, layers=2):
    """Write a project's folder whose embedded encoder is tiny; return its settings."""
    monkeypatch.setattr(packed, "LAYERS", layers)
    monkeypatch.setattr(network, "MAX_TOKENS", packed.POSITIONS)
    monkeypatch.syspath_prepend(str(folder / "site"))
    importlib.invalidate_caches()
    source = packed.an_installed_package(folder / "site", packed.packed_image())
    home = folder / "home"
    write_data(home / "data")
    (home / "models").mkdir()
    (home / "models/embedding.toml").write_text(
        f'name = "tiny"\npackage = "{source.package}"\nfile = "{source.file}"\n'
        f'sha256 = "{source.sha256}"\nquery_prompt = "query: "\npassage_prompt = "passage: "\n'
    )
    return Settings(home=home, var=folder / "var")


def a_network(settings, *, frozen=1):
    source = read_source(settings.home / "models/embedding.toml")
    return Network(converted_encoder(source, settings.var), frozen=frozen)


def a_run(settings, folder, **changes):
    """Return a short run over the data of a project's folder."""
    knobs = {"steps": 4, "graded_steps": 3, "frozen": 1} | changes
    prompts = Prompts("query: ", "passage: ")
    material = read_material(settings.home / "data")
    return TrainingRun(a_network(settings), material, TrainingSettings(prompts, **knobs), folder)
