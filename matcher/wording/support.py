"""The sentences about technical centres and clusters, in French, Arabic and English."""

from matcher.domain.support import Service, SupportCode, SupportKind

SUPPORT_KINDS: dict[str, dict[SupportKind, str]] = {
    "fr": {
        SupportKind.CENTRE: "Centre technique industriel",
        SupportKind.CLUSTER: "Cluster",
    },
    "ar": {
        SupportKind.CENTRE: "مركز تقني صناعي",
        SupportKind.CLUSTER: "تجمّع صناعي",
    },
    "en": {
        SupportKind.CENTRE: "Industrial technical centre",
        SupportKind.CLUSTER: "Cluster",
    },
}

SERVICES: dict[str, dict[Service, str]] = {
    "fr": {
        Service.TESTS_LAB: "Essais et analyses de laboratoire",
        Service.PRODUCT_CERTIFICATION: "Certification de produits",
        Service.STANDARDS: "Normes et conformité",
        Service.TECHNICAL_ASSISTANCE: "Assistance et expertise techniques",
        Service.TRAINING: "Formation",
        Service.TECHNOLOGY_WATCH: "Veille technologique",
        Service.DIAGNOSTICS: "Diagnostics",
        Service.HOMOLOGATION: "Homologation",
        Service.EMC_TESTS: "Essais de compatibilité électromagnétique",
        Service.PASSIVE_SAFETY_TESTS: "Essais de sécurité passive",
        Service.CLIENT_SUPPLIER_ARBITRATION: "Arbitrage entre client et fournisseur",
    },
    "ar": {
        Service.TESTS_LAB: "اختبارات وتحاليل مخبرية",
        Service.PRODUCT_CERTIFICATION: "الإشهاد على المنتجات",
        Service.STANDARDS: "المعايير والمطابقة",
        Service.TECHNICAL_ASSISTANCE: "المساعدة والخبرة التقنية",
        Service.TRAINING: "التكوين",
        Service.TECHNOLOGY_WATCH: "اليقظة التكنولوجية",
        Service.DIAGNOSTICS: "التشخيص",
        Service.HOMOLOGATION: "المصادقة على النماذج",
        Service.EMC_TESTS: "اختبارات التوافق الكهرومغناطيسي",
        Service.PASSIVE_SAFETY_TESTS: "اختبارات السلامة السلبية",
        Service.CLIENT_SUPPLIER_ARBITRATION: "التحكيم بين الزبون والمورّد",
    },
    "en": {
        Service.TESTS_LAB: "Laboratory tests and analyses",
        Service.PRODUCT_CERTIFICATION: "Product certification",
        Service.STANDARDS: "Standards and conformity",
        Service.TECHNICAL_ASSISTANCE: "Technical assistance and expertise",
        Service.TRAINING: "Training",
        Service.TECHNOLOGY_WATCH: "Technology watch",
        Service.DIAGNOSTICS: "Diagnostics",
        Service.HOMOLOGATION: "Type approval",
        Service.EMC_TESTS: "Electromagnetic compatibility tests",
        Service.PASSIVE_SAFETY_TESTS: "Passive safety tests",
        Service.CLIENT_SUPPLIER_ARBITRATION: "Arbitration between customer and supplier",
    },
}

SUPPORT_REASONS: dict[str, dict[SupportCode, str]] = {
    "fr": {
        SupportCode.SERVICE_ASKED: "Le défi appelle un service qu'il rend",
        SupportCode.TESTING_DECLARED: "L'entreprise demande des essais, qu'il réalise",
        SupportCode.SEVERAL_FIRMS: "Le défi concerne plusieurs entreprises ensemble",
        SupportCode.SUBJECT: "Le défi porte sur ce dont il s'occupe",
        SupportCode.SECTOR_DECLARED: "Accompagne les entreprises du secteur indiqué",
        SupportCode.SECTOR_READ: "Accompagne les entreprises du secteur dont parle le texte",
        SupportCode.SAME_REGION: "Se trouve dans la région du site",
        SupportCode.NO_STARTUP_FITS: "Si aucune startup ne convient : il conseille les entreprises de ce secteur",
    },
    "ar": {
        SupportCode.SERVICE_ASKED: "يستدعي التحدي خدمة يقدمها",
        SupportCode.TESTING_DECLARED: "تطلب المقاولة اختبارات يجريها",
        SupportCode.SEVERAL_FIRMS: "يهم التحدي عدة مقاولات مجتمعة",
        SupportCode.SUBJECT: "يتعلق التحدي بمجال عمله",
        SupportCode.SECTOR_DECLARED: "يواكب مقاولات القطاع المذكور",
        SupportCode.SECTOR_READ: "يواكب مقاولات القطاع الذي يتحدث عنه النص",
        SupportCode.SAME_REGION: "يوجد في جهة الموقع",
        SupportCode.NO_STARTUP_FITS: "إذا لم تناسب أي شركة ناشئة: ينصح مقاولات هذا القطاع",
    },
    "en": {
        SupportCode.SERVICE_ASKED: "The challenge calls for a service that it gives",
        SupportCode.TESTING_DECLARED: "The firm asks for tests, which it carries out",
        SupportCode.SEVERAL_FIRMS: "The challenge concerns several firms together",
        SupportCode.SUBJECT: "The challenge is about what it deals with",
        SupportCode.SECTOR_DECLARED: "Supports firms of the sector named",
        SupportCode.SECTOR_READ: "Supports firms of the sector that the text speaks of",
        SupportCode.SAME_REGION: "Is in the region of the site",
        SupportCode.NO_STARTUP_FITS: "If no startup fits: it advises firms of this sector",
    },
}

SUPPORT_HEADINGS: dict[str, dict[str, str]] = {
    "fr": {
        "called": "Centres techniques et clusters appelés par ce défi",
        "alternatives": "Si aucune startup ne convient",
    },
    "ar": {
        "called": "مراكز تقنية وتجمعات يستدعيها هذا التحدي",
        "alternatives": "إذا لم تناسب أي شركة ناشئة",
    },
    "en": {
        "called": "Technical centres and clusters that this challenge calls for",
        "alternatives": "If no startup fits",
    },
}

DRAFTS: dict[str, dict[str, str]] = {
    "fr": {
        "asked": "Aucune startup ne convient pour l'instant. {body} ({kind}) peut vous aider : "
        "{service}. Vous écrivez : « {quote} »",
        "offered": "Aucune startup ne convient pour l'instant. {body} ({kind}) peut vous aider : {service}.",
        "several": "Aucune startup ne convient pour l'instant. {body} ({kind}) réunit des entreprises "
        "de votre secteur et peut porter une démarche commune. Vous écrivez : « {quote} »",
        "centre": "Aucune startup ne convient pour l'instant. {body} ({kind}) conseille les entreprises "
        "de votre secteur ({sector}) : essais, normes, assistance technique.",
        "cluster": "Aucune startup ne convient pour l'instant. {body} ({kind}) réunit les entreprises "
        "de votre secteur ({sector}) et peut vous orienter.",
    },
    "ar": {
        "asked": "لا تناسب أي شركة ناشئة في الوقت الحالي. يمكن أن يساعدكم {body} ({kind}): "
        "{service}. كتبتم: «{quote}»",
        "offered": "لا تناسب أي شركة ناشئة في الوقت الحالي. يمكن أن يساعدكم {body} ({kind}): {service}.",
        "several": "لا تناسب أي شركة ناشئة في الوقت الحالي. يجمع {body} ({kind}) مقاولات من قطاعكم "
        "ويمكنه أن يحمل مبادرة مشتركة. كتبتم: «{quote}»",
        "centre": "لا تناسب أي شركة ناشئة في الوقت الحالي. ينصح {body} ({kind}) مقاولات قطاعكم "
        "({sector}): الاختبارات والمعايير والمساعدة التقنية.",
        "cluster": "لا تناسب أي شركة ناشئة في الوقت الحالي. يجمع {body} ({kind}) مقاولات قطاعكم "
        "({sector}) ويمكنه أن يوجهكم.",
    },
    "en": {
        "asked": "No startup suits for now. {body} ({kind}) can help you: {service}. "
        "You write: “{quote}”",
        "offered": "No startup suits for now. {body} ({kind}) can help you: {service}.",
        "several": "No startup suits for now. {body} ({kind}) brings firms of your sector together "
        "and can carry a joint undertaking. You write: “{quote}”",
        "centre": "No startup suits for now. {body} ({kind}) advises firms of your sector "
        "({sector}): tests, standards, technical assistance.",
        "cluster": "No startup suits for now. {body} ({kind}) brings together the firms of your "
        "sector ({sector}) and can point the way.",
    },
}
"""What an officer may tell a firm that has no partner: a draft, to be read again and changed."""
