"""Startups and probes for the tests of the index."""

from collections.abc import Sequence

from matcher.domain.startup import Capability, Startup
from matcher.retrieval.index import Probe, StartupIndex
from matcher.text.tokens import terms
from tests.fakes import HashEmbedder


def a_startup(startup_id: str, *texts: str, titles: Sequence[str] = (), **facts: object) -> Startup:
    """Return a startup with one capability for each text."""
    capabilities = tuple(
        Capability(f"{startup_id}-{number}", titles[number] if titles else "", text)
        for number, text in enumerate(texts)
    )
    return Startup(startup_id, f"Startup {startup_id}", capabilities, **facts)  # type: ignore[arg-type]


def a_probe(
    index: StartupIndex, embedder: HashEmbedder, text: str, *, weight: float = 1.0
) -> Probe:
    """Return a probe for a French text, centred as the index asks."""
    vector = index.centring.queries(embedder.queries([text]), ["fr"])[0]
    return Probe(text, vector, tuple(terms(text, "fr")), weight)


def found(index: StartupIndex, embedder: HashEmbedder, text: str, **options: object) -> list[str]:
    """Return the ids that a search for a French text finds, best first."""
    probe = a_probe(index, embedder, text)
    return [each.startup_id for each in index.search([probe], **options)]  # type: ignore[arg-type]


DRYING = "Séchage solaire des figues et des dattes. Nos capteurs mesurent l'humidité."
PUMPS = "Maintenance prédictive des pompes par analyse de vibrations."
WATER = "Dessalement de l'eau de mer à l'énergie solaire."
WASTE = "Tri automatique des déchets industriels par vision."
