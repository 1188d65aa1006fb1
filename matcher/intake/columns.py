"""Which field a column means, however it is headed in French, Arabic or English."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from matcher.text.normalise import fold

_SEPARATORS = re.compile(r"[\s_\-./:*'\"?#]+")
_REMARK = re.compile(r"[(\[,،].*")


def heading(text: str) -> str:
    """Return a heading as it is compared: folded, signs as spaces, `camelCase` kept as one word."""
    return _SEPARATORS.sub(" ", fold(text)).strip()


@dataclass(frozen=True)
class ColumnNames:
    """The headings that are understood, and the fields that a table must have.

    `aliases` maps a heading, as `heading` writes it, to a field. `several` are fields that more
    than one column may feed; for others the first column counts.
    """

    aliases: Mapping[str, str]
    mandatory: tuple[str, ...]
    several: frozenset[str] = frozenset()
    _known: dict[str, str | None] = field(default_factory=dict, repr=False, compare=False)

    def field_of(self, name: str) -> str | None:
        """Return the field that a heading means, or None. A remark in brackets does not count."""
        if name not in self._known:
            if len(self._known) > 10_000:
                self._known.clear()
            whole = heading(name)
            found = self.aliases.get(whole) or self.aliases.get(
                heading(_REMARK.sub("", fold(name)))
            )
            self._known[name] = found
        return self._known[name]

    def fields_of(self, names: list[str]) -> set[str]:
        """Return the fields that a row of headings covers."""
        return {found for name in names if (found := self.field_of(name))}

    def is_header(self, names: list[str]) -> bool:
        """Tell whether a row of headings has every mandatory field."""
        return self.fields_of(names).issuperset(self.mandatory)


def _aliases(words: Mapping[str, str]) -> dict[str, str]:
    return {
        heading(word): name
        for name, listed in words.items()
        for word in (name, *filter(None, listed.split("|")))
    }


_FOUNDED = (
    "année de création|date de création|création|founded in|year founded|سنة التأسيس|تاريخ التأسيس"
)

STARTUP_COLUMNS = ColumnNames(
    aliases=_aliases(
        {
            "id": "_id|identifiant|identifier|ref|référence|reference|code|startup id|id startup"
            "|المعرف|معرف|الرمز|رقم",
            "name": "nom|raison sociale|dénomination|dénomination sociale|legal name|startup"
            "|start-up|nom startup|nom de la startup|nom de la start-up|startup name|entreprise"
            "|société|nom de l'entreprise|nom entreprise|nom de la société|company|company name"
            "|firm|organisation|organization|organisme|nom commercial"
            "|الاسم|اسم|اسم الشركة|الشركة|شركة|الشركة الناشئة|اسم الشركة الناشئة|المقاولة"
            "|اسم المقاولة|المقاولة الناشئة|الاسم التجاري|التسمية",
            "capability_id": "id capability|id compétence|id capacité|capability identifier",
            "title": "titre|tagline|slogan|accroche|pitch|capability title|intitulé|résumé court"
            "|one liner|headline|titre compétence|العنوان|عنوان|شعار|نبذة قصيرة",
            "text": "texte|text fr|text ar|text en|texte fr|texte ar|texte en|description"
            "|descriptif|capability|capabilities|compétence|compétences|capacité|capacités"
            "|savoir-faire|solution|solutions|offre|activité|activités|présentation|résumé|summary"
            "|abstract|about|what we do|ce que vous faites|description de la solution"
            "|description de l'activité|description du projet|problèmes résolus|problems solved"
            "|problèmes industriels résolus|technologies|produits et services"
            "|النص|نص|وصف|الوصف|وصف الحل|الحل|الحلول|القدرة|القدرات|الكفاءة|الكفاءات|المهارة"
            "|المهارات|النشاط|نشاط الشركة|نبذة|نبذة عن الشركة|ملخص|التكنولوجيا",
            "sectors": "secteur|secteurs|sector|secteur d'activité|secteurs d'activité|domaine"
            "|domaines|industry|industries|filière|filières|secteurs servis|القطاع|قطاع|القطاعات"
            "|المجال|قطاع النشاط",
            "regions": "région|régions|region|région du site|الجهة|جهة|الجهات|المنطقة",
            "languages": "langue|langues|language|lang|langs|langues de travail|working languages"
            "|اللغة|لغة|اللغات|لغات العمل",
            "trl": "niveau trl|trl level|maturité|maturité technologique|niveau de maturité"
            "|technology readiness level|مستوى النضج التكنولوجي|مستوى الجاهزية التكنولوجية"
            "|مستوى النضج|الجاهزية التكنولوجية",
            "status": "statut|état|الحالة|حالة|الوضعية",
            "ice": "n° ice|numéro ice|identifiant commun de l'entreprise|code ice"
            "|التعريف الموحد للمقاولة|المعرف الموحد للمقاولة|رقم التعريف الموحد",
            "website": "site|site web|siteweb|site internet|web|url|homepage|page web"
            "|الموقع|الموقع الإلكتروني|موقع الويب",
            "founded": _FOUNDED,
            "refused_sectors": "secteurs refusés|secteur refusé|secteurs exclus|excluded sectors"
            "|القطاعات المرفوضة|قطاعات مرفوضة|القطاعات المستبعدة",
            "refused_regions": "régions refusées|région refusée|régions exclues|excluded regions"
            "|الجهات المرفوضة|جهات مرفوضة|الجهات المستبعدة",
            "firm_sizes": "tailles d'entreprise|taille d'entreprise|tailles d'entreprises"
            "|taille des entreprises|tailles acceptées|taille des clients|firm size"
            "|accepted firm sizes|company sizes|client sizes"
            "|أحجام المقاولات|حجم المقاولات|أحجام الشركات|حجم الزبناء",
            "capacity": "capacité d'accueil|mises en relation maximum|maximum de mises en relation"
            "|introductions maximum|max introductions|maximum introductions"
            "|القدرة الاستيعابية|الحد الأقصى للتقديمات|العدد الأقصى للتقديمات",
            "introductions_open": "mises en relation en cours|introductions en cours"
            "|open introductions|التقديمات الجارية|عدد التقديمات الجارية",
            "exclusive_with": "exclusivité|exclusivités|exclusivité avec|exclusivity"
            "|حصرية|حصرية مع|الحصرية مع",
            "excluded_firms": "entreprises exclues|entreprises refusées|firmes exclues"
            "|excluded companies|refused firms|المقاولات المستبعدة|المقاولات المرفوضة"
            "|الشركات المستبعدة",
            "min_budget_dh": "min budget|budget minimum|budget minimal|minimum budget"
            "|budget minimum dh|الميزانية الدنيا|الحد الأدنى للميزانية",
            "metadata": "",
            "terms": "",
        }
    ),
    mandatory=("name", "text"),
    several=frozenset({"text"}),
)
"""How a file of startups may be headed."""

CHALLENGE_COLUMNS = ColumnNames(
    aliases=_aliases(
        {
            "id": "_id|identifiant|identifier|ref|référence|reference|code|المعرف|معرف|الرمز",
            "title": "titre|intitulé|question|العنوان|عنوان",
            "text": "texte|description|need|besoin|défi|challenge|énoncé|النص|نص|الوصف|وصف|الحاجة"
            "|التحدي",
            "problem": "problème|problématique|المشكل|المشكلة|الإشكالية",
            "context": "contexte|السياق|سياق",
            "impact": "coût|perte|الأثر",
            "requirements": "exigences|requirement|exigence|must|doit|cahier des charges|المتطلبات"
            "|الشروط",
            "nice": "souhaité|souhaits|nice to have|مستحب",
            "success_criteria": "critères de succès|indicateurs|kpi|معايير النجاح",
            "constraints": "contraintes|القيود",
            "excluded": "exclu|exclus|exclusions|solutions exclues",
            "sectors": "secteur|secteurs|sector|filière|domaine|industry|القطاع|القطاعات",
            "region": "région|regions|région du site|الجهة|جهة|المنطقة",
            "trl_min": "trl|trl minimal|trl minimum|min trl|مستوى النضج التكنولوجي",
            "budget": "budget dh|budget mad|budget range|fourchette de budget|الميزانية",
            "deadline": "date limite|échéance|délai|due date|الأجل|آخر أجل|الموعد النهائي",
            "languages": "langues|langues de travail|working languages|اللغات|لغات العمل",
            "language": "langue|lang|اللغة|لغة",
            "firm": "entreprise|société|firme|nom de l'entreprise|company|company name|firm name"
            "|firm id|id entreprise|المقاولة|الشركة|اسم المقاولة|اسم الشركة",
            "firm_size": "taille|taille de l'entreprise|taille d'entreprise|company size"
            "|حجم المقاولة|حجم الشركة",
            "on_site": "sur site|présence sur site|site access required|في الموقع",
            "metadata": "facts|faits",
        }
    ),
    mandatory=(),
    several=frozenset(),
)
"""How a file of challenges may be headed."""

FIRM_COLUMNS = ColumnNames(
    aliases=_aliases(
        {
            "number": "numéro passerelle|n° passerelle|passerelle number|رقم جسر|الرقم في المنصة",
            "name": "nom|raison sociale|dénomination|dénomination sociale|entreprise|société"
            "|nom de l'entreprise|nom entreprise|nom de la société|company|company name|firm"
            "|firm name|legal name|organisation|nom commercial"
            "|الاسم|اسم|المقاولة|اسم المقاولة|الشركة|اسم الشركة|التسمية|الاسم التجاري",
            "ice": "n° ice|numéro ice|identifiant commun de l'entreprise|code ice"
            "|التعريف الموحد للمقاولة|المعرف الموحد للمقاولة|رقم التعريف الموحد",
            "city": "ville|localité|commune|town|المدينة|مدينة",
            "region": "région|régions|regions|الجهة|جهة|المنطقة",
            "sectors": "secteur|secteurs|sector|secteur d'activité|secteurs d'activité|filière"
            "|filières|industry|domaine|القطاع|قطاع|القطاعات|قطاع النشاط",
            "size": "taille|taille de l'entreprise|taille d'entreprise|company size|firm size"
            "|حجم المقاولة|حجم الشركة|الحجم",
            "founded": _FOUNDED,
            "website": "site|site web|siteweb|site internet|web|url|page web"
            "|الموقع|الموقع الإلكتروني|موقع الويب",
        }
    ),
    mandatory=("name",),
)
"""How a file of industrial firms may be headed."""
