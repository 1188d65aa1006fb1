"""What a plan says besides its pairs: numbers of single ones, locks not held, why it failed."""

OWN_LIMITS: dict[str, dict[str, str]] = {
    "fr": {
        "per_startup_of": "Pour « {startup} » seulement, mises en relation à la fois : {count}.",
        "per_firm_of": "Pour l'entreprise « {firm} » seulement, mises en relation à la fois : {count}.",
        "per_officer_of": "Pour « {officer} » seulement, mises en relation à la fois : {count}.",
        "least_of": "Pour le défi « {challenge} » seulement, candidates au moins : {count}.",
        "most_of": "Pour le défi « {challenge} » seulement, candidates au plus : {count}.",
    },
    "ar": {
        "per_startup_of": "للشركة الناشئة «{startup}» وحدها، عدد عمليات الربط في آن واحد: {count}.",
        "per_firm_of": "للمقاولة «{firm}» وحدها، عدد عمليات الربط في آن واحد: {count}.",
        "per_officer_of": "لـ«{officer}» دون غيره، عدد عمليات الربط في آن واحد: {count}.",
        "least_of": "للتحدي «{challenge}» وحده، أدنى عدد للمرشحات: {count}.",
        "most_of": "للتحدي «{challenge}» وحده، أقصى عدد للمرشحات: {count}.",
    },
    "en": {
        "per_startup_of": "For “{startup}” only, introductions at a time: {count}.",
        "per_firm_of": "For the firm “{firm}” only, introductions at a time: {count}.",
        "per_officer_of": "For “{officer}” only, introductions at a time: {count}.",
        "least_of": "For the challenge “{challenge}” only, candidates at least: {count}.",
        "most_of": "For the challenge “{challenge}” only, candidates at most: {count}.",
    },
}
"""A number that is set for one alone."""

UNHELD: dict[str, dict[str, str]] = {
    "fr": {
        "closed": "Ce défi n'est plus ouvert.",
        "not_counted": "Ce défi n'est pas de ceux de ce plan : un autre chargé le suit, ou aucune startup n'y a encore été cherchée.",
        "inactive": "Cette startup ne participe plus.",
        "introduced": "La mise en relation a déjà commencé : rien n'est perdu.",
        "ended": "La mise en relation a déjà pris fin.",
        "rejected": "Un chargé de mise en relation a écarté cette startup pour ce défi.",
        "unlisted": "La recherche ne trouve plus cette startup pour ce défi. Gardez-la à la main parmi les candidates pour pouvoir l'imposer.",
    },
    "ar": {
        "closed": "لم يعد هذا التحدي مفتوحًا.",
        "not_counted": "هذا التحدي ليس من تحديات هذه الخطة: يتابعه مكلّف آخر، أو لم يُبحث له بعد عن شركات ناشئة.",
        "inactive": "لم تعد هذه الشركة الناشئة مشاركة.",
        "introduced": "بدأ ربط الاتصال من قبل: لم يضع شيء.",
        "ended": "انتهى ربط الاتصال من قبل.",
        "rejected": "استبعد مكلّف بالربط هذه الشركة الناشئة لهذا التحدي.",
        "unlisted": "لم يعد البحث يجد هذه الشركة الناشئة لهذا التحدي. احتفظوا بها يدويًا بين المرشحات ليمكن فرضها.",
    },
    "en": {
        "closed": "This challenge is no longer open.",
        "not_counted": "This challenge is not among those of this plan: another officer leads it, or no startup was looked for yet.",
        "inactive": "This startup takes part no longer.",
        "introduced": "The introduction has begun already: nothing is lost.",
        "ended": "The introduction has ended already.",
        "rejected": "An officer rejected this startup for this challenge.",
        "unlisted": "The search no longer finds this startup for this challenge. Keep it by hand among the candidates to be able to lock it.",
    },
}
"""Why a locked pair could not be held."""

FAILURES: dict[str, dict[str, str]] = {
    "fr": {
        "no_time": "Aucun plan n'a été trouvé dans le temps permis. Demandez-le pour les seuls défis que vous suivez, ou avec moins de minimums à respecter.",
        "too_large": "Il y a trop de couples possibles pour la mémoire de cette machine. Demandez le plan pour les seuls défis que vous suivez, ou prévenez l'administrateur.",
        "stored": "Ce qui est enregistré n'a pas pu être lu ou écrit. Réessayez dans quelques minutes ; si cela se répète, prévenez l'administrateur.",
        "abandoned": "Le calcul a été interrompu plusieurs fois. Réessayez ; si cela se répète, demandez à l'administrateur si le service de calcul tourne.",
        "unexpected": "Une erreur imprévue est survenue, et elle est au journal technique. Réessayez ; si cela se répète, donnez le numéro de ce plan à l'administrateur.",
    },
    "ar": {
        "no_time": "لم توجد أي خطة في الوقت المسموح به. اطلبوها للتحديات التي تتابعونها فقط، أو قلّلوا الحدود الدنيا.",
        "too_large": "عدد الأزواج الممكنة أكبر من ذاكرة هذه الآلة. اطلبوا الخطة للتحديات التي تتابعونها فقط، أو أخبروا مدير المنصّة.",
        "stored": "تعذرت قراءة المعطيات المحفوظة أو كتابتها. أعيدوا المحاولة بعد دقائق؛ وإن تكرر ذلك فأخبروا مدير المنصّة.",
        "abandoned": "انقطع الحساب عدة مرات. أعيدوا المحاولة؛ وإن تكرر ذلك فاسألوا مدير المنصّة هل خدمة الحساب مشغّلة.",
        "unexpected": "وقع خطأ غير متوقع، وهو مسجّل في السجل التقني. أعيدوا المحاولة؛ وإن تكرر ذلك فأعطوا مدير المنصّة رقم هذه الخطة.",
    },
    "en": {
        "no_time": "No plan was found in the time allowed. Ask for one of the challenges that you lead only, or with fewer least numbers to keep to.",
        "too_large": "There are too many possible pairs for the memory of this machine. Ask for a plan of the challenges that you lead only, or tell the administrator.",
        "stored": "What is stored could not be read or written. Try again in a few minutes; if it happens again, tell the administrator.",
        "abandoned": "The work was interrupted several times. Try again; if it happens again, ask the administrator whether the worker runs.",
        "unexpected": "Something unforeseen went wrong, and it is in the technical log. Try again; if it happens again, give the number of this plan to the administrator.",
    },
}
"""Why a plan could not be worked out, and what to do."""
