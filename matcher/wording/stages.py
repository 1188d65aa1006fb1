"""The sentences of introductions: stages for each reader, reasons, outcomes, in three languages."""

from matcher.domain.introduction import DeclineReason, RejectReason, Stage
from matcher.wording import trios

STAGES: dict[str, dict[str, str]] = {
    "fr": trios.SHORT["fr"]
    | {
        Stage.SUGGESTED: "Suggérée",
        Stage.KEPT: "Retenue",
        Stage.RELEASED: "Présentée à l'entreprise",
        Stage.PROPOSED: "Proposée",
        Stage.ACCEPTED_BY_ONE: "Acceptée par une partie",
        Stage.ACCEPTED: "Acceptée par les deux",
        Stage.MET: "Rencontre tenue",
        Stage.NDA: "Accord de confidentialité signé",
        Stage.PILOT: "Pilote",
        Stage.CONTRACT: "Contrat",
        Stage.NO_FIT: "Sans suite",
        Stage.DECLINED: "Déclinée",
        Stage.EXPIRED: "Expirée",
    },
    "ar": trios.SHORT["ar"]
    | {
        Stage.SUGGESTED: "مقترحة آليًا",
        Stage.KEPT: "مُحتفظ بها",
        Stage.RELEASED: "معروضة على المقاولة",
        Stage.PROPOSED: "مقترحة على الطرفين",
        Stage.ACCEPTED_BY_ONE: "مقبولة من طرف واحد",
        Stage.ACCEPTED: "مقبولة من الطرفين",
        Stage.MET: "تم اللقاء",
        Stage.NDA: "وُقّع اتفاق السرية",
        Stage.PILOT: "مشروع تجريبي",
        Stage.CONTRACT: "عقد",
        Stage.NO_FIT: "دون متابعة",
        Stage.DECLINED: "مرفوضة",
        Stage.EXPIRED: "انتهى أجلها",
    },
    "en": trios.SHORT["en"]
    | {
        Stage.SUGGESTED: "Suggested",
        Stage.KEPT: "Kept",
        Stage.RELEASED: "Shown to the firm",
        Stage.PROPOSED: "Proposed",
        Stage.ACCEPTED_BY_ONE: "Accepted by one side",
        Stage.ACCEPTED: "Accepted by both",
        Stage.MET: "Met",
        Stage.NDA: "Non-disclosure agreement signed",
        Stage.PILOT: "Pilot",
        Stage.CONTRACT: "Contract",
        Stage.NO_FIT: "No fit",
        Stage.DECLINED: "Declined",
        Stage.EXPIRED: "Expired",
    },
}
"""Short names, for tags and timelines."""

_AFTER: dict[str, dict[str, str]] = {
    "fr": trios.AFTER["fr"]
    | {
        Stage.ACCEPTED: "Les deux parties ont accepté et leurs contacts ont été échangés par e-mail.",
        Stage.MET: "Les deux parties se sont rencontrées.",
        Stage.NDA: "Un accord de confidentialité est signé.",
        Stage.PILOT: "Un pilote est engagé.",
        Stage.CONTRACT: "Un contrat est signé.",
        Stage.NO_FIT: "Les deux parties ont échangé ; il n'y aura pas de suite.",
        "expired_later": "Le suivi s'est arrêté faute de nouvelles. Les contacts restent les vôtres.",
    },
    "ar": trios.AFTER["ar"]
    | {
        Stage.ACCEPTED: "قبل الطرفان، وجرى تبادل بيانات الاتصال عبر البريد الإلكتروني.",
        Stage.MET: "التقى الطرفان.",
        Stage.NDA: "وُقّع اتفاق السرية.",
        Stage.PILOT: "انطلق مشروع تجريبي.",
        Stage.CONTRACT: "وُقّع عقد.",
        Stage.NO_FIT: "تواصل الطرفان، ولن تكون هناك متابعة.",
        "expired_later": "توقفت المتابعة لغياب المستجدات. وتبقى بيانات الاتصال لديكم.",
    },
    "en": trios.AFTER["en"]
    | {
        Stage.ACCEPTED: "Both sides accepted, and their contacts were exchanged by e-mail.",
        Stage.MET: "The two sides have met.",
        Stage.NDA: "A non-disclosure agreement is signed.",
        Stage.PILOT: "A pilot is under way.",
        Stage.CONTRACT: "A contract is signed.",
        Stage.NO_FIT: "The two sides talked; nothing will follow.",
        "expired_later": "Follow-up ended for want of news. The contacts stay with you.",
    },
}

STANDINGS_FIRM: dict[str, dict[str, str]] = {
    "fr": _AFTER["fr"]
    | trios.ASKED["fr"]
    | {
        "released": "Cette startup figure dans votre sélection : dites-nous si vous souhaitez la rencontrer.",
        "released_wanted": "Votre accord est enregistré. Un chargé de mise en relation prépare la suite.",
        "you_awaited": "Votre réponse est attendue. La startup est consultée en même temps.",
        "you_awaited_last": "La startup a accepté. Il ne manque que votre réponse.",
        "other_awaited": "Vous avez accepté. La réponse de la startup est attendue.",
        "declined_by_us": "Vous avez décliné cette mise en relation.",
        "declined_by_them": "La startup ne donne pas suite cette fois.",
        "withdrawn": "L'agence a retiré cette proposition.",
        "expired": "La proposition a pris fin faute de réponse à temps.",
    },
    "ar": _AFTER["ar"]
    | trios.ASKED["ar"]
    | {
        "released": "هذه الشركة الناشئة ضمن القائمة المعروضة عليكم: هل ترغبون في لقائها؟",
        "released_wanted": "سُجّلت موافقتكم. ويتولى المكلّف بالربط الخطوة التالية.",
        "you_awaited": "ننتظر جوابكم. وتُستشار الشركة الناشئة في الوقت نفسه.",
        "you_awaited_last": "قبلت الشركة الناشئة. ولم يبق إلا جوابكم.",
        "other_awaited": "لقد قبلتم. وننتظر جواب الشركة الناشئة.",
        "declined_by_us": "لقد اعتذرتم عن هذا الربط.",
        "declined_by_them": "اعتذرت الشركة الناشئة هذه المرة.",
        "withdrawn": "سحبت الوكالة هذا المقترح.",
        "expired": "انتهى المقترح لعدم ورود الجواب في الأجل.",
    },
    "en": _AFTER["en"]
    | trios.ASKED["en"]
    | {
        "released": "This startup is on your shortlist: tell us whether you want to meet it.",
        "released_wanted": "Your yes is kept. An officer prepares what follows.",
        "you_awaited": "Your answer is awaited. The startup is asked at the same time.",
        "you_awaited_last": "The startup accepted. Only your answer is missing.",
        "other_awaited": "You accepted. The startup's answer is awaited.",
        "declined_by_us": "You declined this introduction.",
        "declined_by_them": "The startup does not go further this time.",
        "withdrawn": "The agency withdrew this proposal.",
        "expired": "The proposal ended, as no answer came in time.",
    },
}
"""Standing (see matcher.domain.introduction.standing) → what the firm reads."""

STANDINGS_STARTUP: dict[str, dict[str, str]] = {
    "fr": _AFTER["fr"]
    | trios.ASKED["fr"]
    | {
        "you_awaited": "Votre réponse est attendue. L'entreprise est consultée en même temps.",
        "you_awaited_last": "L'entreprise a accepté. Il ne manque que votre réponse.",
        "other_awaited": "Vous avez accepté. La réponse de l'entreprise est attendue.",
        "declined_by_us": "Vous avez décliné cette mise en relation.",
        "declined_by_them": "L'entreprise ne donne pas suite cette fois.",
        "withdrawn": "L'agence a retiré cette proposition.",
        "expired": "La proposition a pris fin faute de réponse à temps.",
    },
    "ar": _AFTER["ar"]
    | trios.ASKED["ar"]
    | {
        "you_awaited": "ننتظر جوابكم. وتُستشار المقاولة في الوقت نفسه.",
        "you_awaited_last": "قبلت المقاولة. ولم يبق إلا جوابكم.",
        "other_awaited": "لقد قبلتم. وننتظر جواب المقاولة.",
        "declined_by_us": "لقد اعتذرتم عن هذا الربط.",
        "declined_by_them": "اعتذرت المقاولة هذه المرة.",
        "withdrawn": "سحبت الوكالة هذا المقترح.",
        "expired": "انتهى المقترح لعدم ورود الجواب في الأجل.",
    },
    "en": _AFTER["en"]
    | trios.ASKED["en"]
    | {
        "you_awaited": "Your answer is awaited. The firm is asked at the same time.",
        "you_awaited_last": "The firm accepted. Only your answer is missing.",
        "other_awaited": "You accepted. The firm's answer is awaited.",
        "declined_by_us": "You declined this introduction.",
        "declined_by_them": "The firm does not go further this time.",
        "withdrawn": "The agency withdrew this proposal.",
        "expired": "The proposal ended, as no answer came in time.",
    },
}
"""Standing → what the startup reads."""

STANDINGS_OFFICER: dict[str, dict[str, str]] = {
    "fr": _AFTER["fr"]
    | trios.OFFICER["fr"]
    | {
        Stage.SUGGESTED: "Suggestion du moteur, non retenue.",
        Stage.KEPT: "Retenue, pas encore présentée à l'entreprise.",
        "released": "Présentée à l'entreprise, dont la réponse est attendue.",
        "released_wanted": "L'entreprise souhaite la rencontrer : à vous de proposer à la startup.",
        Stage.PROPOSED: "Proposée aux deux parties, aucune n'a encore répondu.",
        Stage.ACCEPTED_BY_ONE: "Une partie a accepté, l'autre est attendue.",
        "declined_by_firm": "L'entreprise a décliné.",
        "declined_by_startup": "La startup a décliné.",
        "withdrawn": "Retirée par l'agence.",
        "expired": "Expirée faute de réponse.",
        "expired_later": "Expirée faute de nouvelles après l'accord des deux parties ; un résultat peut encore être enregistré.",
    },
    "ar": _AFTER["ar"]
    | trios.OFFICER["ar"]
    | {
        Stage.SUGGESTED: "اقتراح من المحرك لم يُحتفظ به.",
        Stage.KEPT: "مُحتفظ بها، ولم تُعرض بعد على المقاولة.",
        "released": "معروضة على المقاولة التي يُنتظر جوابها.",
        "released_wanted": "ترغب المقاولة في لقائها: عليكم اقتراح الربط على الشركة الناشئة.",
        Stage.PROPOSED: "مقترحة على الطرفين، ولم يجب أي منهما بعد.",
        Stage.ACCEPTED_BY_ONE: "قبل طرف واحد، ويُنتظر الطرف الآخر.",
        "declined_by_firm": "اعتذرت المقاولة.",
        "declined_by_startup": "اعتذرت الشركة الناشئة.",
        "withdrawn": "سحبتها الوكالة.",
        "expired": "انتهى أجلها دون جواب.",
        "expired_later": "انتهى أجلها لغياب المستجدات بعد موافقة الطرفين؛ ولا يزال تسجيل نتيجة ممكنًا.",
    },
    "en": _AFTER["en"]
    | trios.OFFICER["en"]
    | {
        Stage.SUGGESTED: "Suggested by the engine, not kept.",
        Stage.KEPT: "Kept, not shown to the firm yet.",
        "released": "Shown to the firm, whose answer is awaited.",
        "released_wanted": "The firm wants to meet it: it is for you to propose it to the startup.",
        Stage.PROPOSED: "Proposed to both sides; neither has answered yet.",
        Stage.ACCEPTED_BY_ONE: "One side accepted, the other is awaited.",
        "declined_by_firm": "The firm declined.",
        "declined_by_startup": "The startup declined.",
        "withdrawn": "Withdrawn by the agency.",
        "expired": "Expired without an answer.",
        "expired_later": "Expired for want of news after both accepted; an outcome may still be recorded.",
    },
}
"""Standing → what officers read."""

DECLINES: dict[str, dict[str, str]] = {
    "fr": {
        DeclineReason.NO_TIME: "Nous n'avons pas le temps en ce moment",
        DeclineReason.NOT_OUR_FIELD: "Ce n'est pas notre domaine",
        DeclineReason.ALREADY_SOLVED: "Une solution a déjà été trouvée",
        DeclineReason.KNOWN_ALREADY: "Nous nous connaissons déjà",
        DeclineReason.TOO_EARLY: "C'est trop tôt",
        DeclineReason.BUDGET: "Le budget ne convient pas",
        DeclineReason.CONDITIONS: "Les conditions de collaboration ne conviennent pas",
        DeclineReason.OTHER: "Autre raison",
    },
    "ar": {
        DeclineReason.NO_TIME: "ليس لدينا وقت حاليًا",
        DeclineReason.NOT_OUR_FIELD: "هذا ليس مجالنا",
        DeclineReason.ALREADY_SOLVED: "وُجد حل من قبل",
        DeclineReason.KNOWN_ALREADY: "نعرف بعضنا من قبل",
        DeclineReason.TOO_EARLY: "ما زال الوقت مبكرًا",
        DeclineReason.BUDGET: "الميزانية غير مناسبة",
        DeclineReason.CONDITIONS: "شروط التعاون غير مناسبة",
        DeclineReason.OTHER: "سبب آخر",
    },
    "en": {
        DeclineReason.NO_TIME: "We have no time at the moment",
        DeclineReason.NOT_OUR_FIELD: "It is not our field",
        DeclineReason.ALREADY_SOLVED: "A solution was found already",
        DeclineReason.KNOWN_ALREADY: "We know each other already",
        DeclineReason.TOO_EARLY: "It is too early",
        DeclineReason.BUDGET: "The budget does not suit",
        DeclineReason.CONDITIONS: "The terms of the collaboration do not suit",
        DeclineReason.OTHER: "Another reason",
    },
}
"""What a side chooses from when it says no."""

PASSED_ON: dict[str, dict[str, str]] = {
    "fr": {
        DeclineReason.NO_TIME: "L'autre partie n'a pas la disponibilité nécessaire en ce moment.",
        DeclineReason.NOT_OUR_FIELD: "L'autre partie juge le sujet trop éloigné de son domaine.",
        DeclineReason.ALREADY_SOLVED: "Une solution a été trouvée entre-temps.",
        DeclineReason.KNOWN_ALREADY: "Les deux parties sont déjà en contact.",
        DeclineReason.TOO_EARLY: "L'autre partie estime qu'il est encore trop tôt.",
        DeclineReason.BUDGET: "Le budget ne permet pas d'aller plus loin pour l'instant.",
        DeclineReason.CONDITIONS: "Les conditions de collaboration ne conviennent pas à l'autre partie.",
        DeclineReason.OTHER: "L'autre partie ne souhaite pas aller plus loin cette fois.",
    },
    "ar": {
        DeclineReason.NO_TIME: "لا يتوفر للطرف الآخر الوقت اللازم حاليًا.",
        DeclineReason.NOT_OUR_FIELD: "يرى الطرف الآخر أن الموضوع بعيد عن مجاله.",
        DeclineReason.ALREADY_SOLVED: "وُجد حل في هذه الأثناء.",
        DeclineReason.KNOWN_ALREADY: "الطرفان على اتصال من قبل.",
        DeclineReason.TOO_EARLY: "يرى الطرف الآخر أن الوقت ما زال مبكرًا.",
        DeclineReason.BUDGET: "لا تسمح الميزانية بالمضي قدمًا في الوقت الحالي.",
        DeclineReason.CONDITIONS: "شروط التعاون لا تناسب الطرف الآخر.",
        DeclineReason.OTHER: "لا يرغب الطرف الآخر في المضي قدمًا هذه المرة.",
    },
    "en": {
        DeclineReason.NO_TIME: "The other side does not have the time that it would take at the moment.",
        DeclineReason.NOT_OUR_FIELD: "The other side finds the subject too far from its field.",
        DeclineReason.ALREADY_SOLVED: "A solution was found in the meantime.",
        DeclineReason.KNOWN_ALREADY: "Both sides are in contact already.",
        DeclineReason.TOO_EARLY: "The other side finds that it is still too early.",
        DeclineReason.BUDGET: "The budget does not allow going further for now.",
        DeclineReason.CONDITIONS: "The terms of the collaboration do not suit the other side.",
        DeclineReason.OTHER: "The other side does not wish to go further this time.",
    },
}
"""How a reason is passed on to the other side."""

REJECTS: dict[str, dict[str, str]] = {
    "fr": {
        RejectReason.OFF_TOPIC: "Hors sujet",
        RejectReason.REQUIREMENT_MISSED: "Une exigence essentielle n'est pas remplie",
        RejectReason.NOT_MATURE: "Pas assez mûre",
        RejectReason.NOT_AVAILABLE: "Pas disponible",
        RejectReason.CONFLICT: "Conflit d'intérêts",
        RejectReason.UNSURE_TEXT: "Le texte ne permet pas de juger",
        RejectReason.OTHER: "Autre raison",
    },
    "ar": {
        RejectReason.OFF_TOPIC: "خارج الموضوع",
        RejectReason.REQUIREMENT_MISSED: "شرط أساسي غير مستوفى",
        RejectReason.NOT_MATURE: "غير ناضجة بما يكفي",
        RejectReason.NOT_AVAILABLE: "غير متاحة",
        RejectReason.CONFLICT: "تضارب مصالح",
        RejectReason.UNSURE_TEXT: "النص لا يسمح بالحكم",
        RejectReason.OTHER: "سبب آخر",
    },
    "en": {
        RejectReason.OFF_TOPIC: "Off topic",
        RejectReason.REQUIREMENT_MISSED: "An essential requirement is not met",
        RejectReason.NOT_MATURE: "Not mature enough",
        RejectReason.NOT_AVAILABLE: "Not available",
        RejectReason.CONFLICT: "Conflict of interest",
        RejectReason.UNSURE_TEXT: "The text does not allow judging",
        RejectReason.OTHER: "Another reason",
    },
}
"""Why a curator does not keep a match."""

OUTCOMES: dict[str, dict[str, str]] = {
    "fr": {
        Stage.MET: "Elles se sont rencontrées",
        Stage.NDA: "Elles ont signé un accord de confidentialité",
        Stage.PILOT: "Elles ont engagé un pilote",
        Stage.CONTRACT: "Elles ont signé un contrat",
        Stage.NO_FIT: "Il n'y a pas eu de suite",
    },
    "ar": {
        Stage.MET: "التقى الطرفان",
        Stage.NDA: "وقّع الطرفان اتفاق السرية",
        Stage.PILOT: "أطلق الطرفان مشروعًا تجريبيًا",
        Stage.CONTRACT: "وقّع الطرفان عقدًا",
        Stage.NO_FIT: "لم تكن هناك متابعة",
    },
    "en": {
        Stage.MET: "They met",
        Stage.NDA: "They signed a non-disclosure agreement",
        Stage.PILOT: "They started a pilot",
        Stage.CONTRACT: "They signed a contract",
        Stage.NO_FIT: "Nothing followed",
    },
}
"""What an officer records."""

DESCRIPTORS: dict[str, dict[str, str]] = {
    "fr": {
        "sector_region": "Startup du secteur {sector}, région {region}",
        "sector": "Startup du secteur {sector}",
        "region": "Startup de la région {region}",
        "startup": "Startup dont le nom n'est pas encore communiqué",
        "firm": "Entreprise industrielle dont le nom n'est pas encore communiqué",
    },
    "ar": {
        "sector_region": "شركة ناشئة في قطاع {sector}، جهة {region}",
        "sector": "شركة ناشئة في قطاع {sector}",
        "region": "شركة ناشئة من جهة {region}",
        "startup": "شركة ناشئة لم يُكشف اسمها بعد",
        "firm": "مقاولة صناعية لم يُكشف اسمها بعد",
    },
    "en": {
        "sector_region": "Startup, sector: {sector}, region: {region}",
        "sector": "Startup, sector: {sector}",
        "region": "Startup, region: {region}",
        "startup": "Startup whose name is not shown yet",
        "firm": "Industrial firm whose name is not shown yet",
    },
}
"""What stands for a name that may not be read yet."""

SEALED_TITLES: dict[str, str] = {
    "fr": "Défi confidentiel",
    "ar": "تحدٍّ سري",
    "en": "Confidential challenge",
}
"""What stands for the title of a challenge that startups may read nothing of."""

WHYS: dict[str, dict[str, str]] = {
    "fr": {
        "met": "Ce que le besoin demande : {requirement}\nCe que décrit la startup : « {quote} »",
        "partly": "Ce que le besoin demande : {requirement}\nCe qui peut s'y rapporter : « {quote} »",
        "closest": "Le passage le plus proche de la startup : « {quote} »",
        "none": "Nous pensons qu'un échange serait utile aux deux parties.",
    },
    "ar": {
        "met": "ما تطلبه الحاجة: {requirement}\nما تصفه الشركة الناشئة: «{quote}»",
        "partly": "ما تطلبه الحاجة: {requirement}\nما قد يتصل به: «{quote}»",
        "closest": "أقرب مقطع لدى الشركة الناشئة: «{quote}»",
        "none": "نرى أن اللقاء سيكون مفيدًا للطرفين.",
    },
    "en": {
        "met": "What the need asks for: {requirement}\nWhat the startup describes: “{quote}”",
        "partly": "What the need asks for: {requirement}\nWhat may relate to it: “{quote}”",
        "closest": "The startup's closest passage: “{quote}”",
        "none": "We think that a talk would be useful to both sides.",
    },
}
"""The lines from which an officer's words to a side are drafted."""
