"""What programmes ask and what verdicts say, in French, Arabic and English.

Rules are worded from their tests, so a rule that somebody edits is worded anew in all three languages.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from matcher.domain.programme import (
    AnyOf,
    Between,
    Condition,
    Holds,
    InCall,
    Number,
    OneOf,
    Test,
    Unverified,
    YoungerThan,
)
from matcher.domain.programme_aid import Bound, Gap
from matcher.domain.programme_verdict import Answer, Why
from matcher.wording.programme_facts import CODES, FACTS

ANSWERS: dict[str, dict[Answer, str]] = {
    "fr": {
        Answer.ELIGIBLE: "Éligible",
        Answer.NOT_ELIGIBLE: "Non éligible",
        Answer.CANNOT_SAY: "On ne peut pas le dire",
    },
    "ar": {
        Answer.ELIGIBLE: "مؤهل",
        Answer.NOT_ELIGIBLE: "غير مؤهل",
        Answer.CANNOT_SAY: "لا يمكن الجزم",
    },
    "en": {
        Answer.ELIGIBLE: "Eligible",
        Answer.NOT_ELIGIBLE: "Not eligible",
        Answer.CANNOT_SAY: "Cannot be said",
    },
}

WHYS: dict[str, dict[Why, str]] = {
    "fr": {
        Why.MET: "règle respectée",
        Why.NOT_MET: "règle non respectée",
        Why.NOT_IN_FORCE: "programme clos ou jamais mis en vigueur",
        Why.MISSING_FACT: "il manque une information",
        Why.UNCLEAR: "les sources ne tranchent pas ce cas",
        Why.UNVERIFIED: "aucune source ne le confirme",
        Why.NO_KNOWN_CALL: "aucun appel à projets connu n'est ouvert à cette date",
        Why.PAST_REVIEW: "règle à relire : sa date de révision est passée, elle ne donne plus d'avis",
    },
    "ar": {
        Why.MET: "القاعدة محترمة",
        Why.NOT_MET: "القاعدة غير محترمة",
        Why.NOT_IN_FORCE: "برنامج مغلق أو لم يدخل قط حيز التنفيذ",
        Why.MISSING_FACT: "تنقص معلومة",
        Why.UNCLEAR: "المصادر لا تحسم هذه الحالة",
        Why.UNVERIFIED: "لا يؤكد ذلك أي مصدر",
        Why.NO_KNOWN_CALL: "لا يوجد طلب مشاريع معروف مفتوح في هذا التاريخ",
        Why.PAST_REVIEW: "قاعدة تجب مراجعتها: انقضى أجل مراجعتها ولم تعد تعطي رأيا",
    },
    "en": {
        Why.MET: "the rule is met",
        Why.NOT_MET: "the rule is not met",
        Why.NOT_IN_FORCE: "the programme is closed, or was never put in force",
        Why.MISSING_FACT: "a fact is missing",
        Why.UNCLEAR: "the sources do not settle this case",
        Why.UNVERIFIED: "no source confirms it",
        Why.NO_KNOWN_CALL: "no call for projects is known to be open on this day",
        Why.PAST_REVIEW: "the rule is past its review date, so it gives no verdict",
    },
}

BOUNDS: dict[str, dict[Bound, str]] = {
    "fr": {
        Bound.RATE_NOT_STATED: "les sources ne donnent pas de taux",
        Bound.RATE_IS_A_MAXIMUM: "le taux est un maximum pour toutes les primes ensemble",
        Bound.BONUS_NOT_CERTAIN: "toutes les primes ne sont pas certaines",
        Bound.CEILING_NOT_STATED: "les sources ne donnent pas de plafond",
        Bound.USED_NOT_SAID: "les aides déjà reçues ne sont pas connues",
    },
    "ar": {
        Bound.RATE_NOT_STATED: "لا تذكر المصادر أي نسبة",
        Bound.RATE_IS_A_MAXIMUM: "النسبة حد أقصى لمجموع المنح",
        Bound.BONUS_NOT_CERTAIN: "ليست كل المنح مؤكدة",
        Bound.CEILING_NOT_STATED: "لا تذكر المصادر أي سقف",
        Bound.USED_NOT_SAID: "المساعدات التي سبق تلقيها غير معروفة",
    },
    "en": {
        Bound.RATE_NOT_STATED: "the sources give no rate",
        Bound.RATE_IS_A_MAXIMUM: "the rate is the most that all bonuses give together",
        Bound.BONUS_NOT_CERTAIN: "not every bonus is certain",
        Bound.CEILING_NOT_STATED: "the sources give no ceiling",
        Bound.USED_NOT_SAID: "what was already received is not known",
    },
}
"""Why an amount is the most that could be had."""

GAPS: dict[str, dict[Gap, str]] = {
    "fr": {
        Gap.MISSING_FACT: "le montant ne peut pas être calculé : il manque une information",
        Gap.UNVERIFIED: "le montant ne peut pas être donné : aucune source ne confirme le taux ou le plafond",
        Gap.PAST_REVIEW: "le montant ne peut pas être donné : sa date de révision est passée",
        Gap.NOT_COVERED: "le programme ne paie pas ce type de dépense",
    },
    "ar": {
        Gap.MISSING_FACT: "لا يمكن حساب المبلغ: تنقص معلومة",
        Gap.UNVERIFIED: "لا يمكن تحديد المبلغ: لا يؤكد أي مصدر النسبة أو السقف",
        Gap.PAST_REVIEW: "لا يمكن تحديد المبلغ: انقضى أجل المراجعة",
        Gap.NOT_COVERED: "لا يغطي البرنامج هذا النوع من النفقات",
    },
    "en": {
        Gap.MISSING_FACT: "the amount cannot be reckoned: a fact is missing",
        Gap.UNVERIFIED: "the amount cannot be told: no source confirms the rate or the ceiling",
        Gap.PAST_REVIEW: "the amount cannot be told: it is past its review date",
        Gap.NOT_COVERED: "the programme does not pay for this kind of expense",
    },
}
"""Why there is no amount."""

BONUSES: dict[str, dict[str, str]] = {
    "fr": {
        "jobs": "prime à l'emploi stable",
        "territory": "prime territoriale",
        "activity": "prime sectorielle",
    },
    "ar": {
        "jobs": "منحة مناصب الشغل القارة",
        "territory": "المنحة الترابية",
        "activity": "المنحة القطاعية",
    },
    "en": {
        "jobs": "bonus for stable jobs",
        "territory": "territorial bonus",
        "activity": "sector bonus",
    },
}
"""What each bonus is called."""

SENTENCES: dict[str, dict[str, str]] = {
    "fr": {
        "at_least": "{fact} : au moins {at_least}",
        "at_most": "{fact} : au plus {at_most}",
        "below": "{fact} : moins de {below}",
        "at_least_at_most": "{fact} : de {at_least} à {at_most}",
        "at_least_below": "{fact} : au moins {at_least} et moins de {below}",
        "one_of": "{fact} : {values}",
        "yes": "{fact} Réponse attendue : oui",
        "no": "{fact} Réponse attendue : non",
        "younger_than": "{fact} : il y a moins de {years} ans",
        "call": "appel à projets, clos le {deadline}",
        "call_open": "appel à projets, ouvert du {opens} au {deadline}",
        "status": "le programme est en vigueur",
        "current_deadline": "un appel à projets est ouvert",
        "detail": "une souplesse est annoncée, sans détail",
        "not_in_force": "le programme est clos ou n'a jamais été mis en vigueur",
        "any_of": "au moins l'une des conditions suivantes :",
        "and": " ; et ",
        "source": "{title}, {where}, lu le {read_on} ; règle de {as_of}",
        "ask": "À demander : {facts}",
        "aid": "Aide possible : {amount} DH",
        "aid_at_most": "Aide possible : {amount} DH au plus ({bounds})",
        "aid_most": "Aide possible : {amount} DH au plus",
        "room_unsaid": "plafond : {ceiling} DH, moins ce qui a déjà été reçu (non dit)",
        "by_rate": "{rate} % × {cost} DH = {by_rate} DH",
        "room_of_bonuses": "primes {ceiling} DH − déjà reçu {used} DH = {room} DH",
        "room": "plafond {ceiling} DH − déjà reçu {used} DH = {room} DH",
        "bonus": "{bonus} : {rate} % × {cost} DH = {by_rate} DH",
        "bonus_between": "{bonus} : de {least} à {rate} %, selon ce que les sources ne précisent pas, soit {by_rate} DH au plus",
        "bonus_if": "{bonus} : jusqu'à {rate} %, soit {by_rate} DH au plus, si les conditions sont remplies",
        "bonus_unverified": "{bonus} : aucune source ne confirme son taux",
        "bonus_none": "{bonus} : les conditions ne sont pas remplies",
        "all_bonuses": "toutes les primes ensemble : {rate} % × {cost} DH = {by_rate} DH ; leur maximum commun est {most} %",
        "least": "dont certain d'après ce qui est dit : {least} DH",
        "repayable": "aide remboursable",
        "if_confirmed": "Si le programme le confirme :",
    },
    "ar": {
        "at_least": "{fact}: {at_least} على الأقل",
        "at_most": "{fact}: {at_most} على الأكثر",
        "below": "{fact}: أقل من {below}",
        "at_least_at_most": "{fact}: من {at_least} إلى {at_most}",
        "at_least_below": "{fact}: {at_least} على الأقل وأقل من {below}",
        "one_of": "{fact}: {values}",
        "yes": "{fact} الجواب المنتظر: نعم",
        "no": "{fact} الجواب المنتظر: لا",
        "younger_than": "{fact}: منذ أقل من {years} سنوات",
        "call": "طلب مشاريع، أُغلق في {deadline}",
        "call_open": "طلب مشاريع، مفتوح من {opens} إلى {deadline}",
        "status": "البرنامج ساري المفعول",
        "current_deadline": "يوجد طلب مشاريع مفتوح",
        "detail": "أُعلن عن تليين للقاعدة دون تفصيل",
        "not_in_force": "البرنامج مغلق أو لم يدخل قط حيز التنفيذ",
        "any_of": "واحد على الأقل من الشروط التالية:",
        "and": "؛ و",
        "source": "{title}، {where}، قُرئ في {read_on}؛ قاعدة {as_of}",
        "ask": "يُطلب: {facts}",
        "aid": "المساعدة الممكنة: {amount} درهم",
        "aid_at_most": "المساعدة الممكنة: {amount} درهم على الأكثر ({bounds})",
        "aid_most": "المساعدة الممكنة: {amount} درهم على الأكثر",
        "room_unsaid": "السقف: {ceiling} درهم، ناقص ما سبق تلقيه (لم يُصرَّح به)",
        "by_rate": "{rate}% × {cost} درهم = {by_rate} درهم",
        "room_of_bonuses": "المنح {ceiling} درهم − ما سبق تلقيه {used} درهم = {room} درهم",
        "room": "السقف {ceiling} درهم − ما سبق تلقيه {used} درهم = {room} درهم",
        "bonus": "{bonus}: {rate}% × {cost} درهم = {by_rate} درهم",
        "bonus_between": "{bonus}: من {least}% إلى {rate}% حسب ما لا تفصّله المصادر، أي {by_rate} درهم على الأكثر",
        "bonus_if": "{bonus}: إلى حدود {rate}%، أي {by_rate} درهم على الأكثر، إذا استُوفيت الشروط",
        "bonus_unverified": "{bonus}: لا يؤكد أي مصدر نسبتها",
        "bonus_none": "{bonus}: الشروط غير مستوفاة",
        "all_bonuses": "مجموع المنح: {rate}% × {cost} درهم = {by_rate} درهم؛ وحدّها الأقصى المشترك {most}%",
        "least": "منها ما هو مؤكد بحسب ما صُرّح به: {least} درهم",
        "repayable": "مساعدة قابلة للاسترجاع",
        "if_confirmed": "إذا أكد البرنامج ذلك:",
    },
    "en": {
        "at_least": "{fact}: at least {at_least}",
        "at_most": "{fact}: at most {at_most}",
        "below": "{fact}: below {below}",
        "at_least_at_most": "{fact}: from {at_least} to {at_most}",
        "at_least_below": "{fact}: at least {at_least} and below {below}",
        "one_of": "{fact}: {values}",
        "yes": "{fact} Expected answer: yes",
        "no": "{fact} Expected answer: no",
        "younger_than": "{fact}: less than {years} years ago",
        "call": "call for projects, closed on {deadline}",
        "call_open": "call for projects, open from {opens} to {deadline}",
        "status": "the programme is in force",
        "current_deadline": "a call for projects is open",
        "detail": "a relaxation was announced, without detail",
        "not_in_force": "the programme is closed, or was never put in force",
        "any_of": "at least one of these conditions:",
        "and": "; and ",
        "source": "{title}, {where}, read on {read_on}; rule of {as_of}",
        "ask": "To ask: {facts}",
        "aid": "Aid that could be had: DH {amount}",
        "aid_at_most": "Aid that could be had: at most DH {amount} ({bounds})",
        "aid_most": "Aid that could be had: at most DH {amount}",
        "room_unsaid": "ceiling: DH {ceiling}, less what was already received (not said)",
        "by_rate": "{rate} % × DH {cost} = DH {by_rate}",
        "room_of_bonuses": "bonuses DH {ceiling} − already received DH {used} = DH {room}",
        "room": "ceiling DH {ceiling} − already received DH {used} = DH {room}",
        "bonus": "{bonus}: {rate} % × DH {cost} = DH {by_rate}",
        "bonus_between": "{bonus}: from {least} to {rate} %, by what the sources do not tell, so at most DH {by_rate}",
        "bonus_if": "{bonus}: up to {rate} %, so at most DH {by_rate}, if its conditions are met",
        "bonus_unverified": "{bonus}: no source confirms its rate",
        "bonus_none": "{bonus}: its conditions are not met",
        "all_bonuses": "all bonuses together: {rate} % × DH {cost} = DH {by_rate}; their common maximum is {most} %",
        "least": "of which certain from what was said: DH {least}",
        "repayable": "to be paid back",
        "if_confirmed": "If the programme confirms it:",
    },
}
"""Sentences with named places: what rules ask, sources, amounts."""

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


def lines_of(language: str, test: Test, names: Mapping[str, str] = _NO_NAMES) -> Iterator[str]:
    """Yield what a test asks, in a language; `names` has the names of sectors by their id.

    The first line of an AnyOf announces its alternatives, one on each following line.
    """
    if not isinstance(test, AnyOf):
        yield from _condition(language, test, names)
        return
    words = SENTENCES[language]
    yield words["any_of"]
    for alternative in test.alternatives:
        parts = [line for each in alternative for line in _condition(language, each, names)]
        yield words["and"].join(parts)


def amount(language: str, number: Number) -> str:
    """Return a number written as the language does."""
    written = f"{number:,}"
    if language == "en":
        return written
    return written.replace(",", "\u202f").replace(".", ",")


def joined(language: str, words: list[str]) -> str:
    """Return words as a list in running text."""
    return ("، " if language == "ar" else ", ").join(words)


def _condition(language: str, test: Condition, names: Mapping[str, str]) -> Iterator[str]:
    words = SENTENCES[language]
    match test:
        case Between():
            yield _between(language, test)
        case OneOf():
            values = [CODES[language].get(code) or names.get(code, code) for code in test.values]
            yield words["one_of"].format(
                fact=FACTS[language][test.fact], values=joined(language, values)
            )
        case Holds():
            yield words["yes" if test.expected else "no"].format(fact=FACTS[language][test.fact])
        case YoungerThan():
            yield words["younger_than"].format(fact=FACTS[language][test.fact], years=test.years)
        case InCall():
            yield from _calls(language, test)
        case Unverified():
            yield words[test.about.value]
        case _:
            yield words["not_in_force"]


def _between(language: str, test: Between) -> str:
    bounds = {"at_least": test.at_least, "at_most": test.at_most, "below": test.below}
    said = {name: amount(language, bound) for name, bound in bounds.items() if bound is not None}
    return SENTENCES[language]["_".join(said)].format(fact=FACTS[language][test.fact], **said)


def _calls(language: str, test: InCall) -> Iterator[str]:
    words = SENTENCES[language]
    for call in test.calls:
        if call.opens is None:
            yield words["call"].format(deadline=_day(call.deadline))
        else:
            yield words["call_open"].format(opens=_day(call.opens), deadline=_day(call.deadline))


def _day(day: date) -> str:
    return day.isoformat()
