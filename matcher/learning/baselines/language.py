"""The language of a corpus, which decides stems and stop words."""

from collections import Counter
from collections.abc import Iterable, Sequence

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "lt": "lithuanian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
"""ISO 639-1 code → name of the Snowball stemmer."""

_SAMPLE_TEXTS = 200
_SAMPLE_CHARACTERS = 300


def corpus_language(tags: Iterable[object], texts: Sequence[str]) -> str:
    """Return the two-letter code of the corpus's language.

    `tags` are what the documents say of themselves (metadata "lang", None when silent): the most
    frequent one wins, a tie goes to the first in the alphabet. When no document says anything,
    py3langid reads the beginnings of up to 200 evenly spaced `texts`. An empty corpus is "en".
    """
    said = Counter(tag.strip().lower()[:2] for tag in tags if isinstance(tag, str) and tag.strip())
    if said:
        return min(said, key=lambda code: (-said[code], code))
    step = max(1, len(texts) // _SAMPLE_TEXTS)
    sample = "\n".join(text[:_SAMPLE_CHARACTERS] for text in texts[::step])
    return _identified(sample) if sample.strip() else "en"


def _identified(sample: str) -> str:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted(STEMMERS))
    return str(identifier.classify(sample)[0])
