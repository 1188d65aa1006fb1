"""Filter values that mean nothing here are told, instead of finding nobody in silence."""

from matcher import reference
from matcher.errors import UnknownFilter
from matcher.retrieval.filters import Filters, canonical_language
from matcher.retrieval.index import StartupIndex

SHOWN = 12
_READERS = {
    "sectors": reference.canonical_sector,
    "regions": reference.canonical_region,
    "languages": canonical_language,
}
LANGUAGES = frozenset({"fr", "ar", "en"})


def check_values(index: StartupIndex, filters: Filters) -> None:
    """Raise UnknownFilter for a sector, region or language that nothing here knows.

    Known are the ids of the taxonomy and whatever a startup of the index states.
    """
    for field, name, asked, ours in (
        ("sectors", "sector", filters.sectors, {row.id for row in reference.sectors()}),
        ("regions", "region", filters.regions, {row.id for row in reference.regions()}),
        ("languages", "language", filters.languages, LANGUAGES),
    ):
        if not asked:
            continue
        stated = index.stated(field)
        unknown = sorted(set(map(_READERS[field], asked)) - stated - ours)
        if unknown:
            raise UnknownFilter(
                f"No startup and no {name} of the taxonomy is called “{unknown[0]}”. "
                f"Known here: {_some(stated | ours)}."
            )


def _some(values: set[str]) -> str:
    shown = sorted(values)[:SHOWN]
    more = len(values) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
