"""Loads beforehand what the first pages would wait for: dictionaries, the encoder, the index."""

import gc
import logging
from threading import Thread

from matcher.domain.challenge import Challenge
from matcher.errors import MatcherError
from matcher.text.leaks.guard import find
from matcher.text.sectors import sectors_mentioned
from matcher.workflow.context import Services

_TEXTS = {
    "fr": "Nos capteurs mesurent les vibrations de la société Filtrona pour les usines.",
    "en": "Our sensors measure the vibration of the motors of Filtrona for the plants.",
    "ar": "تقيس أجهزة شركة فلترونا اهتزاز المحركات في المصانع.",
}
_log = logging.getLogger("passerelle.engine")


def begin(services: Services) -> None:
    """Warm the process in a thread of its own; `services.is_warming` until it is done."""
    services.is_warming = True
    Thread(target=warm, args=(services,), name="warm", daemon=True).start()


def warm(services: Services) -> None:
    """Read a text in each language as pages do, and ask the engine; takes some ten seconds."""
    try:
        warm_dictionaries()
        _ask(services)
    finally:
        services.is_warming = False
    # What is loaded now stays: looking through it for garbage again and again halts every page.
    gc.collect()
    gc.freeze()


def _ask(services: Services) -> None:
    try:
        services.engine.load()
        for language, text in _TEXTS.items():
            services.engine.match(Challenge("", text, language), top=1)
    except MatcherError as problem:
        _log.warning("The engine is not ready yet: %s", problem.code)


def warm_dictionaries() -> None:
    """Load the dictionaries of names and sectors; takes seconds."""
    for text in _TEXTS.values():
        sectors_mentioned(text)
        find(text)
