"""Ways to put eight words of a challenge into a text that has nothing to do with them."""

from collections.abc import Callable, Mapping, Sequence

HONEST = (
    "Notre société fabrique des séchoirs solaires pour les figues et les dattes. "
    "Nos capteurs mesurent l'humidité des fruits, et une sonde suit la température de l'air. "
    "Les coopératives du sud les installent sans électricien."
)
HONEST_UNFINISHED = HONEST.removesuffix(".")
FRENCH = (
    "vibrations",
    "Roulements",
    "pompes",
    "centrifuges",
    "maintenance",
    "prédictive",
    "arrêts",
    "usine",
)
ARABIC = ("اهتزازات", "المضخات", "صيانة", "تنبؤية", "محامل", "توقف", "مصنع", "الطاردة")
ENGLISH = (
    "vibration",
    "bearings",
    "pumps",
    "centrifugal",
    "maintenance",
    "predictive",
    "downtime",
    "plant",
)
UNSEEN = "\u200b"

Way = Callable[[Sequence[str]], str]

WAYS: Mapping[str, Way] = {
    "once": lambda words: " " + " ".join(words),
    "as a sentence": lambda words: " " + " ".join(words) + ".",
    "with commas": lambda words: " " + ", ".join(words),
    "with semicolons": lambda words: " " + "; ".join(words),
    "with bars": lambda words: " " + " | ".join(words),
    "in brackets": lambda words: " (" + ", ".join(words) + ")",
    "as tags": lambda words: " " + " ".join(f"#{word}" for word in words),
    "a stop after each": lambda words: " " + " ".join(f"{word}." for word in words),
    "on a line": lambda words: "\n" + " ".join(words),
    "a word a line": lambda words: "\n" + "\n".join(words),
    "bullets": lambda words: "\n" + "\n".join(f"• {word}" for word in words),
    "capitals": lambda words: " " + " ".join(words).upper(),
    "six times": lambda words: " " + " ".join([*words] * 6),
    "six times with commas": lambda words: " " + ", ".join([*words] * 6),
    "six sentences": lambda words: (" " + " ".join(words) + ".") * 6,
    "six times a word a line": lambda words: "\n" + "\n".join([*words] * 6),
    "unseen inside": lambda words: " " + " ".join(UNSEEN.join(word) for word in words),
    "unseen between": lambda words: " " + UNSEEN.join(words),
    "unseen around": lambda words: f" {UNSEEN}" + " ".join(words) + UNSEEN,
    "written together": lambda words: " " + "".join(words),
}
"""Name → what is put after an honest text."""

IN_FRONT: Mapping[str, Way] = {
    "once": lambda words: " ".join(words).lower() + " ",
    "as a sentence": lambda words: " ".join(words) + ". ",
    "a word a line": lambda words: "\n".join(words) + "\n",
    "six times": lambda words: " ".join([*words] * 6) + " ",
}
"""Name → what is put before an honest text."""
