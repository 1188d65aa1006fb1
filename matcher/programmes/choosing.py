"""Which versions of which programmes a question is about."""

from datetime import date

from matcher.domain.programme import Programme, in_force
from matcher.errors import UnknownFilter
from matcher.programmes.reading import programmes


def chosen(
    wanted: str | None, today: date, versions: tuple[Programme, ...] | None = None
) -> tuple[Programme, ...]:
    """Return what holds on a day, of one programme when `wanted` names it, or that very version.

    `wanted` is an id, or an id and a version: tatwir_rdi_projet@2023. `versions` are those to
    choose from; those of the files when left out.
    """
    found = programmes() if versions is None else versions
    if wanted is None:
        return in_force(found, today)
    name, _, version = wanted.partition("@")
    of_name = tuple(each for each in found if each.id == name)
    if not of_name:
        known = ", ".join(dict.fromkeys(each.id for each in found))
        raise UnknownFilter(f"There is no programme “{name}”: choose from {known}.")
    if not version:
        held = in_force(of_name, today)
        if not held:
            first = of_name[0].valid_from.isoformat()
            raise UnknownFilter(f"“{name}” is known from {first} on: ask for a later day.")
        return held
    versions = tuple(each for each in of_name if each.version == version)
    if not versions:
        known = ", ".join(each.version for each in of_name)
        raise UnknownFilter(f"“{name}” has no version “{version}”: choose from {known}.")
    return versions
