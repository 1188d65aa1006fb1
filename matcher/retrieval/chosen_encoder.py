"""The encoder that the settings name: found, described, and loaded only when it must be."""

import logging
import threading
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import EncoderUnavailable
from matcher.retrieval.conversion import EncoderSource, converted_encoder, read_source
from matcher.retrieval.encoder_facts import (
    EncoderFacts,
    facts_place,
    identity,
    read_facts,
    write_facts,
)
from matcher.retrieval.encoder_model import EncoderModel, Kind, LoadOptions, load_model
from matcher.retrieval.packed_pass import CHECKED
from matcher.retrieval.query_adapter import QueryAdapter
from matcher.settings import Settings

EMBEDDED, PLAIN = "embedded", "plain"
"""The encoder that comes with the project: with the layers trained for it, and without."""
_OWN = frozenset({EMBEDDED, PLAIN})
_log = logging.getLogger(__name__)


class ChosenEncoder:
    """An encoder by its setting. Nothing is read or loaded before it is needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.RLock()
        self._facts: EncoderFacts | None = None
        self._model: EncoderModel | None = None
        self._folder: Path | None = None
        self._tokenizer: Any = None
        self._own: EncoderSource | None = None
        self._is_adapted = False

    def facts(self) -> EncoderFacts:
        """Return the encoder's identity, sizes and prompts; loads the model the first time ever."""
        with self._lock:
            if self._facts is None:
                self._facts = self._found_facts()
            return self._facts

    def encode(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        """Return unit rows for one batch of texts that are short enough.

        Whatever goes wrong inside the model is EncoderUnavailable: who asked can do without it.
        """
        prompt = self.facts().prompt(kind)
        with self._lock:
            model = self._loaded()
            if kind == "query":
                self._adapt(model)
            try:
                return model.encode(texts, kind, prompt)
            except EncoderUnavailable:
                raise
            except Exception as problem:
                raise EncoderUnavailable(
                    f"The encoder stopped at a text ({type(problem).__name__}). Look at its folder "
                    "and at this machine's memory; texts are compared by words until then."
                ) from problem

    def load(self) -> None:
        """Load the model and read some needs with it, so that the next one finds it at its best."""
        for batch in range(CHECKED + 1):
            self.encode(["Une pompe vibre. " * (batch + 1)], "query")

    def adapter(self) -> QueryAdapter | None:
        """Return what queries are read with besides the encoder, if anything."""
        return self._source().adapter if self._settings.encoder == EMBEDDED else None

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each text, with the special ones, nothing cut."""
        with self._lock:
            tokenizer = self._fast_tokenizer()
            if tokenizer is None:
                return self._loaded().lengths(texts)
            return [len(found.ids) for found in tokenizer.encode_batch_fast(list(texts))]

    def pads(self) -> bool:
        """Say whether a short text costs as much as the longest that is read with it."""
        return self._loaded().pads

    def is_on_accelerator(self) -> bool:
        """Say whether the model computes on something other than the processor."""
        return self._loaded().on_accelerator

    def folder(self) -> Path | None:
        """Return the model's folder; None for a named model that is not on this machine yet."""
        with self._lock:
            if self._folder is None:
                self._folder = self._found_folder()
            return self._folder

    def _found_folder(self) -> Path | None:
        named = self._settings.encoder
        if named in _OWN:
            return converted_encoder(self._source(), self._settings.var)
        path = Path(named).expanduser()
        if path.is_dir():
            return path.resolve()
        if path.is_absolute() or named.startswith((".", "~")):
            raise EncoderUnavailable(
                f"PASSERELLE_ENCODER names {named}, which is not a folder. "
                "Give the folder of a sentence-transformers model, or a model's name."
            )
        return downloaded_folder(named)

    def _found_facts(self) -> EncoderFacts:
        given = self._given_prompts()
        folder = self.folder()
        if folder is not None:
            remembered = read_facts(facts_place(folder, given, self._settings.var))
            if remembered is not None:
                return remembered
        facts = self._facts_of(self._loaded(), given)
        place = facts_place(self._needed_folder(), given, self._settings.var)
        try:
            write_facts(place, facts)
        except OSError as problem:
            _log.warning("%s cannot be written (%s): the next start is slower.", place, problem)
        return facts

    def _facts_of(self, model: EncoderModel, given: Mapping[str, str]) -> EncoderFacts:
        own = model.prompts
        prompts = own if any(own.values()) else {**own, **given}
        folder = self._needed_folder()
        return EncoderFacts(
            name=identity(self._label(), folder, prompts),
            dimension=model.dimension,
            max_length=model.max_length,
            max_tokens=model.max_length - max(self.lengths(list(prompts.values()))),
            query_prompt=prompts["query"],
            passage_prompt=prompts["passage"],
        )

    def _needed_folder(self) -> Path:
        folder = self.folder()
        if folder is None:
            raise EncoderUnavailable(
                f"The files of the encoder {self._settings.encoder} were not found after loading "
                "it. Download it and set PASSERELLE_ENCODER to its folder."
            )
        return folder

    def _label(self) -> str:
        if self._settings.encoder in _OWN:
            return self._needed_folder().name
        return self._settings.encoder.rstrip("/").rsplit("/", maxsplit=1)[-1]

    def _description(self) -> Path:
        return self._settings.home / "models" / "embedding.toml"

    def _given_prompts(self) -> dict[str, str]:
        """Return the prompts that models/embedding.toml gives to encoders that state none."""
        if self._settings.encoder in _OWN or not self._description().exists():
            return {}
        tables = tomllib.loads(self._description().read_text(encoding="utf-8")).get("prompts", {})
        label = self._settings.encoder.rstrip("/").rsplit("/", maxsplit=1)[-1].lower()
        return dict(tables.get(label, {}))

    def _loaded(self) -> EncoderModel:
        with self._lock:
            if self._model is None:
                self._model = self._load()
            return self._model

    def _load(self) -> EncoderModel:
        folder = self.folder()
        if folder is not None:
            try:
                return load_model(str(folder), self._options(offline=True))
            except EncoderUnavailable:
                if not self._has_hub_name():
                    raise
        # A named model that is not here yet, or only in part: this is the one use of the network.
        model = load_model(self._settings.encoder, self._options(offline=False))
        self._folder = None
        return model

    def _adapt(self, model: EncoderModel) -> None:
        """Give the model its reading of queries, before the first one."""
        adapter = self.adapter()
        if adapter is not None and not self._is_adapted:
            model.read_queries_with(adapter.maps())
            self._is_adapted = True

    def _source(self) -> EncoderSource:
        """Return what models/embedding.toml says, read once: name and weights stay of a piece."""
        with self._lock:
            if self._own is None:
                trained = self._settings.encoder == EMBEDDED
                self._own = read_source(self._description(), trained=trained)
            return self._own

    def _has_hub_name(self) -> bool:
        return not (
            self._settings.encoder in _OWN or Path(self._settings.encoder).expanduser().is_dir()
        )

    def _options(self, *, offline: bool) -> LoadOptions:
        return LoadOptions(self._settings.precision, self._settings.threads, offline)

    def _fast_tokenizer(self) -> Any:
        """Return the tokenizer of the model's folder, without loading the model, or None."""
        if self._tokenizer is None:
            folder = self.folder()
            path = folder / "tokenizer.json" if folder is not None else None
            if path is None or not path.exists():
                return None
            from tokenizers import Tokenizer

            self._tokenizer = Tokenizer.from_file(str(path))
            self._tokenizer.no_truncation()
            self._tokenizer.no_padding()
        return self._tokenizer


def downloaded_folder(name: str) -> Path | None:
    """Return the folder of a named model that was downloaded before; the network is not used."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for candidate in (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(candidate, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    return None
