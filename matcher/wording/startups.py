"""The sentences of the startup's room: what is missing in a profile, sizes of firms, three languages."""

from matcher.domain.challenge import FirmSize
from matcher.domain.startup import Status

GAPS: dict[str, dict[str, str]] = {
    "fr": {
        "capabilities": "Décrivez au moins une capacité",
        "short_text": "Développez vos capacités : au moins soixante mots en tout",
        "figures": "Donnez des chiffres : débits, rendements, délais, tailles",
        "references": "Citez des références ou des réalisations",
        "trl": "Indiquez votre maturité (TRL)",
        "sectors": "Choisissez les secteurs que vous servez",
        "regions": "Choisissez les régions que vous desservez",
        "languages": "Choisissez vos langues de travail",
        "capacity": "Dites combien de mises en relation vous pouvez suivre à la fois",
        "word_list": "Remplacez les listes de mots-clés par des phrases : elles ne comptent pas",
        "repeated_text": "Retirez les phrases répétées : elles ne comptent qu'une fois",
        "hidden_text": "Retirez les caractères invisibles",
        "contact": "Retirez les coordonnées du texte : elles sont échangées plus tard",
    },
    "ar": {
        "capabilities": "صفوا قدرة واحدة على الأقل",
        "short_text": "فصّلوا قدراتكم: ستون كلمة على الأقل في المجموع",
        "figures": "أعطوا أرقامًا: الصبيب والمردود والآجال والأحجام",
        "references": "اذكروا مراجع أو إنجازات",
        "trl": "حدّدوا مستوى النضج (TRL)",
        "sectors": "اختاروا القطاعات التي تخدمونها",
        "regions": "اختاروا الجهات التي تعملون فيها",
        "languages": "اختاروا لغات عملكم",
        "capacity": "حدّدوا عدد عمليات الربط التي يمكنكم متابعتها في آن واحد",
        "word_list": "عوّضوا قوائم الكلمات المفتاحية بجمل: فهي لا تُحتسب",
        "repeated_text": "احذفوا الجمل المكرّرة: فهي تُحتسب مرة واحدة",
        "hidden_text": "احذفوا المحارف الخفية",
        "contact": "احذفوا بيانات الاتصال من النص: سيجري تبادلها لاحقًا",
    },
    "en": {
        "capabilities": "Describe at least one capability",
        "short_text": "Say more about your capabilities: at least sixty words in all",
        "figures": "Give figures: flows, yields, lead times, sizes",
        "references": "Name references or work done",
        "trl": "Say your maturity (TRL)",
        "sectors": "Choose the sectors that you serve",
        "regions": "Choose the regions that you serve",
        "languages": "Choose your working languages",
        "capacity": "Say how many introductions you can follow at a time",
        "word_list": "Replace lists of keywords by sentences: they do not count",
        "repeated_text": "Remove repeated sentences: they count once",
        "hidden_text": "Remove invisible characters",
        "contact": "Remove contact details from the text: they are exchanged later",
    },
}
"""Language → code of `matcher.workflow.profile_gaps` → what to do."""

GAPS_CLOSED: dict[str, dict[str, str]] = {
    "fr": {
        "capabilities": "Capacités décrites",
        "short_text": "Texte assez long",
        "figures": "Chiffres donnés",
        "references": "Références citées",
        "trl": "Maturité (TRL) indiquée",
        "sectors": "Secteurs choisis",
        "regions": "Régions choisies",
        "languages": "Langues choisies",
        "capacity": "Nombre de mises en relation indiqué",
        "word_list": "Des phrases, pas de listes de mots-clés",
        "repeated_text": "Aucune phrase répétée",
        "hidden_text": "Aucun caractère invisible",
        "contact": "Aucune coordonnée dans le texte",
    },
    "ar": {
        "capabilities": "القدرات موصوفة",
        "short_text": "طول النص كافٍ",
        "figures": "الأرقام مذكورة",
        "references": "المراجع مذكورة",
        "trl": "مستوى النضج (TRL) محدّد",
        "sectors": "القطاعات محدّدة",
        "regions": "الجهات محدّدة",
        "languages": "اللغات محدّدة",
        "capacity": "عدد عمليات الربط محدّد",
        "word_list": "جمل دون قوائم كلمات مفتاحية",
        "repeated_text": "لا جمل مكرّرة",
        "hidden_text": "لا محارف خفية",
        "contact": "لا بيانات اتصال في النص",
    },
    "en": {
        "capabilities": "Capabilities described",
        "short_text": "Text long enough",
        "figures": "Figures given",
        "references": "References named",
        "trl": "Maturity (TRL) said",
        "sectors": "Sectors chosen",
        "regions": "Regions chosen",
        "languages": "Languages chosen",
        "capacity": "Number of introductions said",
        "word_list": "Sentences, no lists of keywords",
        "repeated_text": "No repeated sentence",
        "hidden_text": "No invisible character",
        "contact": "No contact details in the text",
    },
}
"""Language → the same code → that it is done."""

FIRM_SIZES: dict[str, dict[str, str]] = {
    "fr": {
        FirmSize.MICRO: "Très petites entreprises",
        FirmSize.SMALL: "Petites entreprises",
        FirmSize.MEDIUM: "Entreprises moyennes",
        FirmSize.LARGE: "Grandes entreprises",
    },
    "ar": {
        FirmSize.MICRO: "المقاولات الصغيرة جدًّا",
        FirmSize.SMALL: "المقاولات الصغيرة",
        FirmSize.MEDIUM: "المقاولات المتوسطة",
        FirmSize.LARGE: "المقاولات الكبرى",
    },
    "en": {
        FirmSize.MICRO: "Very small firms",
        FirmSize.SMALL: "Small firms",
        FirmSize.MEDIUM: "Medium-sized firms",
        FirmSize.LARGE: "Large firms",
    },
}
"""Language → size of a firm → its name."""

STATUSES: dict[str, dict[str, str]] = {
    "fr": {
        Status.ACTIVE: "Active",
        Status.PAUSED: "En pause",
        Status.WITHDRAWN: "Retirée",
    },
    "ar": {
        Status.ACTIVE: "نشِطة",
        Status.PAUSED: "متوقفة مؤقتًا",
        Status.WITHDRAWN: "منسحبة",
    },
    "en": {
        Status.ACTIVE: "Active",
        Status.PAUSED: "Paused",
        Status.WITHDRAWN: "Withdrawn",
    },
}
"""Language → whether a startup may be suggested."""
