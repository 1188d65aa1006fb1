"""What a programme case holds: the answer that its source gives; and the sources themselves.

`where` is the address (or the press reference) that must stand among the sources of the rules on
which the answer rests. `says` is what it says, in our words.
"""

from dataclasses import dataclass
from datetime import date

from matcher.domain.programme_verdict import Answer

YES, NO, UNKNOWN = Answer.ELIGIBLE, Answer.NOT_ELIGIBLE, Answer.CANNOT_SAY

LEMATIN_2023 = (
    "https://lematin.ma/express/2023/"
    "tatwir-rd-innovation-entreprises-industrielles-vos-candidatures/385637/amp"
)
LEMATIN_2025 = (
    "https://lematin.ma/economie/"
    "innovation-industrielle-comment-beneficier-du-soutien-de-letat/260399"
)
NOUVELLISTE = "press: Le Nouvelliste Maroc, 4 nov. 2025, Journée nationale de l’industrie"
MEDIAS24 = (
    "https://medias24.com/2025/04/11/soutien-aux-tpme-un-plafond-de-30-de-linvestissement-primable/"
)
LE360_TPME = (
    "https://fr.le360.ma/economie/entree-en-vigueur-dun-dispositif-novateur-pour-les-tpme-"
    "un-levier-strategique-a-fort-impact_FRGKMGUQFVHEXA2DCFIB2WJ4Z4/"
)
AYMAZ = "https://www.aymazadvisoryfirm.com/articles"
CIEL = (
    "https://www.cielmaroc.ma/actualites/modalites-dapplication-du-decret-n-2-25-342-"
    "publication-des-quatre-arretes-relatifs-au-dispositif-de-soutien-destine-aux-tpme"
)
LE360_STARTUP = "https://fr.le360.ma/economie/nouvel-appui-pour-les-startups-industrielles-233615"
VERTE = (
    "https://www.lavieeco.com/economie/"
    "decarbonation-les-tpme-industrielles-beneficient-desormais-dune-offre-globale/"
)
MASCIR = "press: Challenge, convention Maroc PME–MASCIR, 31 août 2022"
TANGER = "https://investangier.com/incitations-de-letat-et-accompagnement-des-au-tpe-pme/"
LIBE_IMTIAZ = (
    "https://www.libe.ma/"
    "56-entreprises-beneficiaires-du-programme-Istitmar-Croissance-depuis-2015_a92938.html"
)
LIBE_INNOV = "http://www.libe.ma/Lancement-effectif-du-Fonds-Innov-Invest_a91760.html"
LESECO = "press: Les ECO, 22 déc. 2016, passerelle Maroc PME"
CIR = (
    "https://medias24.com/2023/01/18/"
    "innovation-pourquoi-la-subvention-directe-a-ete-preferee-au-credit-dimpot/"
)
JEI = "https://aizconsulting.ma/elementor-9233"
FAC_2024 = (
    "https://www.infomediaire.net/"
    "clusters-industriels-et-technologiques-un-nouvel-appel-a-projets-lance/"
)
FAC_2025 = "https://www.biladi.ma/appel-a-projets-2025-letat-parie-sur-les-clusters-industriels"
INMARESP = "https://fr.readkong.com/page/maroc-espagne-innovation-programme-inmaresp-2021-7339354"
INTILAK = "https://aujourdhui.ma/?p=153872"

MDH = 1_000_000
NOW, CALL_2023, CALL_2025 = date(2026, 11, 22), date(2023, 6, 1), date(2025, 6, 1)


@dataclass(frozen=True)
class Expected:
    """One case: a programme, a day, the facts (by dotted name), and what must come out."""

    name: str
    programme: str
    today: date
    facts: dict
    answer: Answer
    where: str
    says: str
    rule: str = ""
    missing: tuple[str, ...] = ()
    used: int | None = 0
    aid: int | None = None
    gap: str | None = None


case = Expected
