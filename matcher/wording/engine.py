"""The sentences for what the engine says, in French, Arabic and English."""

from matcher.domain.match import Band, FlagCode, ReasonCode, RefusalCode

REASONS: dict[str, dict[ReasonCode, str]] = {
    "fr": {
        ReasonCode.REQUIREMENT_MET: "Semble répondre à",
        ReasonCode.REQUIREMENT_PARTLY_MET: "Peut concerner",
        ReasonCode.REQUIREMENT_NOT_FOUND: "Rien trouvé pour",
        ReasonCode.CLOSEST_PASSAGE: "Passage le plus proche, sans répondre à une exigence",
        ReasonCode.SHARED_SECTOR: "Sert le secteur demandé",
        ReasonCode.TRL_REACHED: "Atteint la maturité (TRL) demandée",
        ReasonCode.TRL_NOT_SAID: "Maturité (TRL) non indiquée : à demander",
        ReasonCode.REGION_SERVED: "Dessert la région du site",
    },
    "ar": {
        ReasonCode.REQUIREMENT_MET: "يبدو أنه يجيب عن",
        ReasonCode.REQUIREMENT_PARTLY_MET: "قد يتعلق بـ",
        ReasonCode.REQUIREMENT_NOT_FOUND: "لم يُعثر على شيء بخصوص",
        ReasonCode.CLOSEST_PASSAGE: "أقرب مقطع، دون أن يجيب عن شرط",
        ReasonCode.SHARED_SECTOR: "يخدم القطاع المطلوب",
        ReasonCode.TRL_REACHED: "يبلغ مستوى النضج (TRL) المطلوب",
        ReasonCode.TRL_NOT_SAID: "مستوى النضج (TRL) غير مذكور: يجب السؤال عنه",
        ReasonCode.REGION_SERVED: "يخدم جهة الموقع",
    },
    "en": {
        ReasonCode.REQUIREMENT_MET: "Seems to answer",
        ReasonCode.REQUIREMENT_PARTLY_MET: "May concern",
        ReasonCode.REQUIREMENT_NOT_FOUND: "Nothing found for",
        ReasonCode.CLOSEST_PASSAGE: "Closest passage, answering no requirement",
        ReasonCode.SHARED_SECTOR: "Serves the sector asked for",
        ReasonCode.TRL_REACHED: "Reaches the maturity (TRL) asked for",
        ReasonCode.TRL_NOT_SAID: "Maturity (TRL) not stated: to be asked",
        ReasonCode.REGION_SERVED: "Serves the region of the site",
    },
}

REFUSALS: dict[str, dict[RefusalCode, str]] = {
    "fr": {
        RefusalCode.TRL_TOO_LOW: "maturité (TRL) trop basse",
        RefusalCode.REGION_NOT_SERVED: "ne dessert pas la région du site",
        RefusalCode.NO_COMMON_LANGUAGE: "aucune langue de travail commune",
        RefusalCode.SECTOR_REFUSED: "ne travaille pas pour ce secteur",
        RefusalCode.REGION_REFUSED: "ne travaille pas dans cette région",
        RefusalCode.FIRM_SIZE_NOT_TAKEN: "ne travaille pas avec des entreprises de cette taille",
        RefusalCode.CAPACITY_FULL: "ne prend pas d'autre mise en relation en ce moment",
        RefusalCode.BUDGET_TOO_LOW: "budget au-dessous de son minimum",
        RefusalCode.NOT_AVAILABLE: "n'est pas disponible pour cette demande",
    },
    "ar": {
        RefusalCode.TRL_TOO_LOW: "مستوى النضج (TRL) أقل من المطلوب",
        RefusalCode.REGION_NOT_SERVED: "لا تخدم جهة الموقع",
        RefusalCode.NO_COMMON_LANGUAGE: "لا لغة عمل مشتركة",
        RefusalCode.SECTOR_REFUSED: "لا تعمل لهذا القطاع",
        RefusalCode.REGION_REFUSED: "لا تعمل في هذه الجهة",
        RefusalCode.FIRM_SIZE_NOT_TAKEN: "لا تعمل مع مقاولات بهذا الحجم",
        RefusalCode.CAPACITY_FULL: "لا تقبل طلبات أخرى في الوقت الحالي",
        RefusalCode.BUDGET_TOO_LOW: "الميزانية دون الحد الأدنى الذي تقبله",
        RefusalCode.NOT_AVAILABLE: "غير متاحة لهذا الطلب",
    },
    "en": {
        RefusalCode.TRL_TOO_LOW: "maturity (TRL) too low",
        RefusalCode.REGION_NOT_SERVED: "does not serve the region of the site",
        RefusalCode.NO_COMMON_LANGUAGE: "no working language in common",
        RefusalCode.SECTOR_REFUSED: "does not work for this sector",
        RefusalCode.REGION_REFUSED: "does not work in this region",
        RefusalCode.FIRM_SIZE_NOT_TAKEN: "does not work with firms of this size",
        RefusalCode.CAPACITY_FULL: "takes no further introduction at the moment",
        RefusalCode.BUDGET_TOO_LOW: "budget below its minimum",
        RefusalCode.NOT_AVAILABLE: "not available for this request",
    },
}

NOTES: dict[str, dict[str, str]] = {
    "fr": {
        "language.darija": "Texte en darija : les résultats sont peu sûrs, reformulez en français ou en arabe.",
        "language.arabizi": "Texte en arabizi : les résultats sont peu sûrs, reformulez en français ou en arabe.",
        "language.mixed": "Texte de langues mêlées : les résultats sont peu sûrs, reformulez dans une langue.",
        "text.hidden_characters": "Caractères invisibles retirés avant la comparaison.",
        "text.too_short": "Trop peu de mots pour comparer : décrivez le besoin en une phrase ou plus.",
        "matches.none_likely": "Aucune de ces startups ne semble être le bon partenaire : il n'y en a peut-être pas ici.",
        "matches.none_answers": "Aucune exigence ne trouve de réponse claire : il n'y a peut-être pas de partenaire ici.",
        "matches.none": "Aucune startup ne passe les filtres et les règles.",
    },
    "ar": {
        "language.darija": "النص بالدارجة: النتائج غير مؤكدة، يُرجى إعادة الصياغة بالعربية الفصحى أو الفرنسية.",
        "language.arabizi": "النص بالعربيزي: النتائج غير مؤكدة، يُرجى إعادة الصياغة بالعربية أو الفرنسية.",
        "language.mixed": "النص بلغات مختلطة: النتائج غير مؤكدة، يُرجى الكتابة بلغة واحدة.",
        "text.hidden_characters": "أُزيلت محارف خفية قبل المقارنة.",
        "text.too_short": "كلمات قليلة جدًا للمقارنة: صِف الحاجة في جملة أو أكثر.",
        "matches.none_likely": "لا تبدو أي من هذه الشركات الناشئة شريكًا مناسبًا: قد لا يوجد شريك هنا.",
        "matches.none_answers": "لم يُعثر على جواب واضح لأي شرط: قد لا يوجد شريك مناسب هنا.",
        "matches.none": "لا توجد شركة ناشئة تستوفي المرشحات والقواعد.",
    },
    "en": {
        "language.darija": "Text in Darija: results are unsure, please reword in French or Arabic.",
        "language.arabizi": "Text in arabizi: results are unsure, please reword in French or Arabic.",
        "language.mixed": "Text in mixed languages: results are unsure, please reword in one language.",
        "text.hidden_characters": "Invisible characters were removed before comparing.",
        "text.too_short": "Too few words to compare: describe the need in a sentence or more.",
        "matches.none_likely": "None of these startups seems to be the right partner: there may be none here.",
        "matches.none_answers": "No requirement finds a clear answer: there may be no partner here.",
        "matches.none": "No startup passes the filters and the rules.",
    },
}

BANDS: dict[str, dict[Band, str]] = {
    "fr": {
        Band.LIKELY: "Partenaire probable",
        Band.POSSIBLE: "Partenaire possible",
        Band.UNLIKELY: "Partenaire peu probable",
    },
    "ar": {
        Band.LIKELY: "شريك مرجّح",
        Band.POSSIBLE: "شريك ممكن",
        Band.UNLIKELY: "شريك مستبعد",
    },
    "en": {
        Band.LIKELY: "Likely partner",
        Band.POSSIBLE: "Possible partner",
        Band.UNLIKELY: "Unlikely partner",
    },
}

CHANCE: dict[str, str] = {
    "fr": "sur 100 de cette sorte, un lecteur expert en garderait environ {} ; entre {} et {}",
    "ar": "من كل 100 من هذا النوع يُبقي القارئ الخبير نحو {}؛ بين {} و{}",
    "en": "of 100 such, an expert reader would keep about {}; between {} and {}",
}

FAR: dict[str, str] = {
    "fr": "D'un autre domaine, mais sa technique peut convenir",
    "ar": "من مجال آخر، لكن تقنيته قد تناسب",
    "en": "From another field, but its technique may fit",
}

YOUNG: dict[str, str] = {
    "fr": "Place gardée pour une jeune startup",
    "ar": "مكان محفوظ لشركة ناشئة حديثة التأسيس",
    "en": "A place kept for a young startup",
}

FLAGS: dict[str, dict[FlagCode, str]] = {
    "fr": {
        FlagCode.WORD_LIST: "Liste de mots, non prise en compte :",
        FlagCode.HIDDEN_TEXT: "Caractères invisibles dans le texte",
        FlagCode.REPEATED_TEXT: "Texte répété, compté une fois :",
        FlagCode.FOUND_EVERYWHERE: "Proche de presque tous les besoins : à vérifier",
        FlagCode.FOR_A_MACHINE: "Phrase adressée à une machine, non prise en compte :",
    },
    "ar": {
        FlagCode.WORD_LIST: "قائمة كلمات لم تؤخذ في الحسبان:",
        FlagCode.HIDDEN_TEXT: "محارف غير مرئية في النص",
        FlagCode.REPEATED_TEXT: "نص مكرر حُسب مرة واحدة:",
        FlagCode.FOUND_EVERYWHERE: "قريب من كل الاحتياجات تقريبًا: يجب التحقق",
        FlagCode.FOR_A_MACHINE: "جملة موجهة إلى آلة لم تؤخذ في الحسبان:",
    },
    "en": {
        FlagCode.WORD_LIST: "List of words, not taken into account:",
        FlagCode.HIDDEN_TEXT: "Invisible characters in the text",
        FlagCode.REPEATED_TEXT: "Repeated text, counted once:",
        FlagCode.FOUND_EVERYWHERE: "Close to nearly every need: to be checked",
        FlagCode.FOR_A_MACHINE: "Sentence written for a machine, not taken into account:",
    },
}
