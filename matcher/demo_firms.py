"""Firms and teasers of the demo: illustrations, written for this project; no real firm."""

from dataclasses import dataclass

from matcher.domain.challenge import FirmSize


@dataclass(frozen=True, slots=True)
class DemoFirm:
    """A firm of the demo."""

    name: str
    city: str
    region: str
    sectors: tuple[str, ...]
    size: FirmSize


@dataclass(frozen=True, slots=True)
class Teaser:
    """The words that stand for an anonymous challenge."""

    title: str
    text: str


FIRMS = (
    DemoFirm(
        "Traitement de surface de démonstration, Casablanca",
        "Casablanca",
        "MA-06",
        ("mechanics_metallurgy", "machinery", "plastics"),
        FirmSize.MEDIUM,
    ),
    DemoFirm(
        "Conserverie de démonstration, Agadir",
        "Agadir",
        "MA-09",
        ("seafood", "agrofood"),
        FirmSize.MEDIUM,
    ),
    DemoFirm(
        "Coopérative d'argan de démonstration, Essaouira",
        "Essaouira",
        "MA-07",
        ("cosmetics",),
        FirmSize.SMALL,
    ),
    DemoFirm(
        "Cimenterie de démonstration, Settat",
        "Settat",
        "MA-06",
        ("building_materials", "energy"),
        FirmSize.LARGE,
    ),
    DemoFirm(
        "Câblage automobile de démonstration, Kénitra",
        "Kénitra",
        "MA-04",
        ("automotive", "electronics"),
        FirmSize.LARGE,
    ),
    DemoFirm(
        "Sucrerie de démonstration, Béni Mellal",
        "Béni Mellal",
        "MA-05",
        ("agrofood", "energy", "railway"),
        FirmSize.MEDIUM,
    ),
    DemoFirm(
        "Chimie de démonstration, Safi",
        "Safi",
        "MA-07",
        ("chemistry", "environment"),
        FirmSize.LARGE,
    ),
    DemoFirm(
        "Laboratoire pharmaceutique de démonstration, Bouskoura",
        "Bouskoura",
        "MA-06",
        ("pharma",),
        FirmSize.MEDIUM,
    ),
    DemoFirm(
        "Huilerie de démonstration, Guercif",
        "Guercif",
        "MA-02",
        ("agrofood", "environment"),
        FirmSize.SMALL,
    ),
    DemoFirm(
        "Tannerie de démonstration, Fès",
        "Fès",
        "MA-03",
        ("leather", "environment"),
        FirmSize.SMALL,
    ),
    DemoFirm(
        "Aérostructures de démonstration, Nouaceur",
        "Nouaceur",
        "MA-06",
        ("aeronautics",),
        FirmSize.LARGE,
    ),
    DemoFirm(
        "Énergie de démonstration, Laâyoune",
        "Laâyoune",
        "MA-11",
        ("renewable_energy", "environment", "gaming"),
        FirmSize.MEDIUM,
    ),
)

TEASERS = {
    "challenge-02": Teaser(
        "حماية منتوج غذائي من التقليد",
        "مقاولة مصدّرة تبحث عن وسيلة تجعل كل عبوة قابلة للتعرف عليها بشكل فريد لا يمكن نسخه،"
        " ويسهل التحقق منه في عين المكان.",
    ),
    "challenge-05": Teaser(
        "Recovering metals from rinse water",
        "A plating workshop wants to take dissolved metals out of small volumes of rinse water and"
        " use them again, although the mix of metals changes.",
    ),
    "challenge-09": Teaser(
        "استرجاع حرارة ضائعة في معمل غذائي",
        "معمل موسمي يطرح الماء والهواء الساخن ويبحث عن نظام بسيط الصيانة لاسترجاع هذه الحرارة.",
    ),
    "challenge-13": Teaser(
        "Détecter des corps étrangers dans des barquettes",
        "Une ligne agroalimentaire rapide cherche à voir, à travers l'emballage, des corps"
        " étrangers que les détecteurs de métaux ne voient pas.",
    ),
    "challenge-16": Teaser(
        "Mesurer le besoin en eau de la plante",
        "Une exploitation irriguée cherche à mesurer la soif de la plante elle-même et à piloter"
        " l'arrosage en conséquence.",
    ),
    "challenge-21": Teaser(
        "Concentrating brine with less energy",
        "A plant that desalinates water is looking for a low-energy step to concentrate its brine.",
    ),
    "challenge-25": Teaser(
        "Compter des micro-organismes en quelques heures",
        "Un laboratoire cherche une méthode rapide pour détecter et compter bactéries, levures et"
        " moisissures dans l'eau et dans ses lots.",
    ),
    "challenge-28": Teaser(
        "Dépolluer et valoriser un effluent saisonnier",
        "Une industrie agroalimentaire cherche à traiter un effluent très chargé et à en tirer de"
        " l'énergie, des extraits ou de l'eau.",
    ),
    "challenge-33": Teaser(
        "مراقبة سمك أنبوب صناعي",
        "مقاولة صناعية تبحث عن طريقة لقياس سمك جدار أنبوب طويل"
        " وكشف التسربات بصفة مستمرة من الخارج.",
    ),
    "challenge-37": Teaser(
        "Giving composite offcuts a second life",
        "A plant wants clean fibre back from composite offcuts, or parts made of them that others"
        " will buy.",
    ),
}
"""Anonymous challenges of the demo."""
PENDING = frozenset({"challenge-21", "challenge-37"})
"""Teasers that wait for an officer."""
SEALED = frozenset(
    {"challenge-11", "challenge-15", "challenge-22", "challenge-29", "challenge-34", "challenge-38"}
)
JOINING = {
    "organisation_name": "Fonderie de démonstration, Berrechid",
    "city": "Berrechid",
    "name": "Compte de démonstration, demandeur",
    "email": "fonderie@demo.invalid",
    "message": "Demande de démonstration : nous cherchons à réduire la poussière de nos fours.",
}
"""A request to join that waits for an officer."""

DRAFT = {
    "title": "Boues de traitement de surface",
    "problem": "Nos boues d'hydroxydes partent en décharge, à nos frais. Nous cherchons à en "
    "récupérer le zinc, ou au moins à les sécher sur place.",
}
"""A challenge that the demo's firm has begun to write."""

FIRST = (
    "challenge-01",
    "challenge-13",
    "challenge-03",
    "challenge-26",
    "challenge-12",
    "challenge-08",
    "challenge-04",
    "challenge-10",
    "challenge-05",
    "challenge-09",
    "challenge-28",
    "challenge-02",
)
"""The challenges that introductions are played on; none of them is sealed."""
