"""Loads beforehand what the first pages would wait for: the dictionaries of names and sectors."""

from matcher.text.leaks.guard import find
from matcher.text.sectors import sectors_mentioned

_TEXTS = (
    "Nos capteurs mesurent les vibrations de la société Filtrona pour les usines.",
    "Our sensors measure the vibration of the motors of Filtrona for the plants.",
    "تقيس أجهزة شركة فلترونا اهتزاز المحركات في المصانع.",
)


def warm() -> None:
    """Read texts in the three languages once; takes seconds, and keeps nothing but dictionaries."""
    for text in _TEXTS:
        sectors_mentioned(text)
        find(text)
