"""What became of a plan, what is different between two, and words of one line around plans."""

STATES: dict[str, dict[str, str]] = {
    "fr": {
        "waiting": "En préparation",
        "solved": "Prêt",
        "impossible": "Impossible",
        "failed": "En échec",
    },
    "ar": {
        "waiting": "قيد الإعداد",
        "solved": "جاهزة",
        "impossible": "غير ممكنة",
        "failed": "فشل الإعداد",
    },
    "en": {
        "waiting": "Being worked out",
        "solved": "Ready",
        "impossible": "Impossible",
        "failed": "Failed",
    },
}
"""Where a plan stands, in a word."""

MARKS: dict[str, dict[str, str]] = {
    "fr": {"force": "Imposé", "forbid": "Interdit", "free": "Libre"},
    "ar": {"force": "مفروض", "forbid": "ممنوع", "free": "حر"},
    "en": {"force": "Locked", "forbid": "Forbidden", "free": "Free"},
}
"""What an officer said of a pair, in a word."""

CONFLICT_KINDS: dict[str, dict[str, str]] = {
    "fr": {
        "same_group": "Même groupe",
        "competitor": "Concurrence",
        "other": "Autre raison",
    },
    "ar": {
        "same_group": "المجموعة نفسها",
        "competitor": "منافسة",
        "other": "سبب آخر",
    },
    "en": {
        "same_group": "Same group",
        "competitor": "Competition",
        "other": "Another reason",
    },
}
"""Why a firm and a startup must not meet, in a word."""

LEFT_OUT: dict[str, dict[str, str]] = {
    "fr": {
        "pair": "Couple laissé de côté",
        "challenge": "Défi qui pourrait avoir plus de candidates",
        "newcomer": "Startup jamais présentée, sans place dans ce plan",
    },
    "ar": {
        "pair": "زوج تُرك جانبًا",
        "challenge": "تحدٍّ يمكن أن تكون له مرشحات أكثر",
        "newcomer": "شركة ناشئة لم تُقدَّم قط وليس لها مكان في هذه الخطة",
    },
    "en": {
        "pair": "Pair that was left out",
        "challenge": "Challenge that could have more candidates",
        "newcomer": "Startup never introduced, without a place in this plan",
    },
}
"""What a plan leaves out, by kind."""

FIRST: dict[str, dict[str, str]] = {
    "fr": {
        "invite_startup": "Invitez d'abord quelqu'un de la startup : personne n'y a de compte.",
        "invite_firm": "Invitez d'abord quelqu'un de l'entreprise : personne n'y a de compte.",
    },
    "ar": {
        "invite_startup": "ادعوا أولًا شخصًا من الشركة الناشئة: ليس لأحد فيها حساب.",
        "invite_firm": "ادعوا أولًا شخصًا من المقاولة: ليس لأحد فيها حساب.",
    },
    "en": {
        "invite_startup": "Invite someone of the startup first: nobody there has an account.",
        "invite_firm": "Invite someone of the firm first: nobody there has an account.",
    },
}
"""What must be done before a pair can be proposed."""

CHANGES: dict[str, dict[str, str]] = {
    "fr": {
        "introduced": "La mise en relation a commencé depuis.",
        "ended": "La mise en relation a pris fin depuis.",
        "rejected": "Un chargé de mise en relation a écarté cette startup depuis.",
        "closed": "Ce défi n'est plus ouvert.",
        "inactive": "Cette startup n'est plus active.",
        "full": "Cette startup n'a plus de place (en cours : {open} sur {places}).",
        "forbidden_by_officer": "Un chargé de mise en relation a noté depuis que les deux ne doivent pas se rencontrer.",
        "forbidden_same_group": "Il a été noté depuis que les deux sont du même groupe.",
        "forbidden_competitor": "Il a été noté depuis que les deux sont concurrentes.",
        "forbidden_declined_before": "L'une des deux a dit non à l'autre depuis.",
        "forbidden_met_before": "L'entreprise et la startup se connaissent depuis.",
        "forbidden_bound_by_agreement": "Un accord empêche depuis la startup de travailler avec cette entreprise.",
    },
    "ar": {
        "introduced": "بدأ ربط الاتصال منذ ذلك الحين.",
        "ended": "انتهى ربط الاتصال منذ ذلك الحين.",
        "rejected": "استبعد مكلّف بالربط هذه الشركة الناشئة منذ ذلك الحين.",
        "closed": "لم يعد هذا التحدي مفتوحًا.",
        "inactive": "لم تعد هذه الشركة الناشئة نشيطة.",
        "full": "لم يبق مكان لدى هذه الشركة الناشئة (الجارية: {open} من {places}).",
        "forbidden_by_officer": "سجّل مكلّف بالربط منذ ذلك الحين أن الطرفين يجب ألا يلتقيا.",
        "forbidden_same_group": "سُجّل منذ ذلك الحين أن الطرفين من المجموعة نفسها.",
        "forbidden_competitor": "سُجّل منذ ذلك الحين أن الطرفين متنافسان.",
        "forbidden_declined_before": "رفض أحد الطرفين الآخر منذ ذلك الحين.",
        "forbidden_met_before": "تعارفت المقاولة والشركة الناشئة منذ ذلك الحين.",
        "forbidden_bound_by_agreement": "يمنع اتفاقٌ منذ ذلك الحين الشركة الناشئة من العمل مع هذه المقاولة.",
    },
    "en": {
        "introduced": "The introduction has begun since.",
        "ended": "The introduction has ended since.",
        "rejected": "An officer rejected this startup since.",
        "closed": "This challenge is no longer open.",
        "inactive": "This startup is no longer active.",
        "full": "This startup has no place left (under way: {open} of {places}).",
        "forbidden_by_officer": "An officer noted since that the two must not meet.",
        "forbidden_same_group": "It was noted since that the two belong to the same group.",
        "forbidden_competitor": "It was noted since that the two are competitors.",
        "forbidden_declined_before": "One of the two said no to the other since.",
        "forbidden_met_before": "The firm and the startup know each other since.",
        "forbidden_bound_by_agreement": "An agreement keeps the startup from working with this firm since.",
    },
}
"""Why a pair of a plan no longer stands."""

DIFFERENCES: dict[str, dict[str, str]] = {
    "fr": {
        "force": "Couple imposé : « {startup} » pour « {challenge} ».",
        "forbid": "Couple interdit : « {startup} » pour « {challenge} ».",
        "free": "Couple libéré de sa marque : « {startup} » pour « {challenge} ».",
        "per_startup": "Places d'une startup sans capacité déclarée : {before}, puis {after}.",
        "per_firm": "Places d'une entreprise : {before}, puis {after}.",
        "per_officer": "Places d'un chargé de mise en relation : {before}, puis {after}.",
        "least": "Candidates au moins par défi : {before}, puis {after}.",
        "most": "Candidates au plus par défi : {before}, puis {after}.",
        "per_startup_of": "Places de « {startup} » : {before}, puis {after}.",
        "per_firm_of": "Places de l'entreprise « {firm} » : {before}, puis {after}.",
        "per_officer_of": "Places de « {officer} » : {before}, puis {after}.",
        "least_of": "Candidates au moins pour « {challenge} » : {before}, puis {after}.",
        "most_of": "Candidates au plus pour « {challenge} » : {before}, puis {after}.",
        "exposure_floor": "Startups jamais présentées qui doivent avoir une place : {before}, puis {after}.",
        "least_by_region": "Mises en relation au moins pour la région {region} : {before}, puis {after}.",
        "certainty_cap": "Certitude au plus d'un couple : {before} %, puis {after} %.",
        "keep_of_best": "Part des succès attendus à garder : {before} %, puis {after} %.",
        "seed": "Un autre tirage au sort.",
        "officer": "Les défis pris en compte ne sont plus ceux du même chargé de mise en relation.",
        "challenge_came": "Défi ouvert entre les deux plans : « {challenge} ».",
        "challenge_went": "Défi sorti entre les deux plans : « {challenge} ».",
        "startup_places": "Places libres de « {startup} » : {before}, puis {after}.",
    },
    "ar": {
        "force": "زوج مفروض: «{startup}» للتحدي «{challenge}».",
        "forbid": "زوج ممنوع: «{startup}» للتحدي «{challenge}».",
        "free": "زوج رُفعت علامته: «{startup}» للتحدي «{challenge}».",
        "per_startup": "عدد أماكن شركة ناشئة لم تصرح بقدرتها: {before} ثم {after}.",
        "per_firm": "عدد أماكن المقاولة: {before} ثم {after}.",
        "per_officer": "عدد أماكن المكلّف بالربط: {before} ثم {after}.",
        "least": "أدنى عدد للمرشحات لكل تحدٍّ: {before} ثم {after}.",
        "most": "أقصى عدد للمرشحات لكل تحدٍّ: {before} ثم {after}.",
        "per_startup_of": "عدد أماكن الشركة الناشئة «{startup}»: {before} ثم {after}.",
        "per_firm_of": "عدد أماكن المقاولة «{firm}»: {before} ثم {after}.",
        "per_officer_of": "عدد أماكن «{officer}»: {before} ثم {after}.",
        "least_of": "أدنى عدد للمرشحات للتحدي «{challenge}»: {before} ثم {after}.",
        "most_of": "أقصى عدد للمرشحات للتحدي «{challenge}»: {before} ثم {after}.",
        "exposure_floor": "عدد الشركات الناشئة التي لم تُقدَّم قط ويجب أن يكون لها مكان: {before} ثم {after}.",
        "least_by_region": "أدنى عدد لعمليات الربط في جهة {region}: {before} ثم {after}.",
        "certainty_cap": "أقصى يقين للزوج: {before} % ثم {after} %.",
        "keep_of_best": "حصة النجاحات المنتظرة التي تُحفظ: {before} % ثم {after} %.",
        "seed": "قرعة أخرى.",
        "officer": "لم تعد التحديات المأخوذة في الاعتبار للمكلّف بالربط نفسه.",
        "challenge_came": "تحدٍّ فُتح بين الخطتين: «{challenge}».",
        "challenge_went": "تحدٍّ خرج بين الخطتين: «{challenge}».",
        "startup_places": "عدد الأماكن الشاغرة لدى «{startup}»: {before} ثم {after}.",
    },
    "en": {
        "force": "Pair locked: “{startup}” for “{challenge}”.",
        "forbid": "Pair forbidden: “{startup}” for “{challenge}”.",
        "free": "Pair freed of its mark: “{startup}” for “{challenge}”.",
        "per_startup": "Places of a startup that declared no capacity: {before}, then {after}.",
        "per_firm": "Places of a firm: {before}, then {after}.",
        "per_officer": "Places of an officer: {before}, then {after}.",
        "least": "Least candidates of a challenge: {before}, then {after}.",
        "most": "Most candidates of a challenge: {before}, then {after}.",
        "per_startup_of": "Places of “{startup}”: {before}, then {after}.",
        "per_firm_of": "Places of the firm “{firm}”: {before}, then {after}.",
        "per_officer_of": "Places of “{officer}”: {before}, then {after}.",
        "least_of": "Least candidates of “{challenge}”: {before}, then {after}.",
        "most_of": "Most candidates of “{challenge}”: {before}, then {after}.",
        "exposure_floor": "Startups never introduced that must get a place: {before}, then {after}.",
        "least_by_region": "Least introductions for the region {region}: {before}, then {after}.",
        "certainty_cap": "Greatest certainty of a pair: {before}%, then {after}%.",
        "keep_of_best": "Share of the expected successes to keep: {before}%, then {after}%.",
        "seed": "Another lot was drawn.",
        "officer": "The challenges that count are no longer those of the same officer.",
        "challenge_came": "Challenge opened between the two plans: “{challenge}”.",
        "challenge_went": "Challenge gone between the two plans: “{challenge}”.",
        "startup_places": "Places left of “{startup}”: {before}, then {after}.",
    },
}
"""What was marked, set or has changed between two plans."""
