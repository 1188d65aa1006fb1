"""The sentences of an introduction of three, in three languages; `stages` joins them to its own.

A code that begins with `trio_` says the same as the one without, where the count matters.
"""

SHORT: dict[str, dict[str, str]] = {
    "fr": {
        "trio_proposed": "Proposée aux trois",
        "trio_accepted_by_one": "Acceptée en partie",
        "trio_accepted": "Acceptée par les trois",
    },
    "ar": {
        "trio_proposed": "مقترحة على الأطراف الثلاثة",
        "trio_accepted_by_one": "مقبولة جزئيًا",
        "trio_accepted": "مقبولة من الأطراف الثلاثة",
    },
    "en": {
        "trio_proposed": "Proposed to all three",
        "trio_accepted_by_one": "Accepted in part",
        "trio_accepted": "Accepted by all three",
    },
}
"""Short names of stages, for tags and timelines."""

AFTER: dict[str, dict[str, str]] = {
    "fr": {
        "trio_accepted": "Les trois parties ont accepté et leurs contacts ont été échangés par e-mail.",
        "trio_met": "Les trois parties se sont rencontrées.",
        "trio_no_fit": "Les trois parties ont échangé ; il n'y aura pas de suite.",
    },
    "ar": {
        "trio_accepted": "قبلت الأطراف الثلاثة، وجرى تبادل بيانات الاتصال عبر البريد الإلكتروني.",
        "trio_met": "التقت الأطراف الثلاثة.",
        "trio_no_fit": "تواصلت الأطراف الثلاثة، ولن تكون هناك متابعة.",
    },
    "en": {
        "trio_accepted": "All three accepted, and their contacts were exchanged by e-mail.",
        "trio_met": "The three have met.",
        "trio_no_fit": "The three talked; nothing will follow.",
    },
}
"""Standings that everybody reads alike."""

ASKED: dict[str, dict[str, str]] = {
    "fr": {
        "trio_you_awaited": "Votre réponse est attendue. Les deux autres parties sont consultées en même temps.",
        "you_awaited_too": "Une autre partie a accepté. Votre réponse est attendue.",
        "trio_you_awaited_last": "Les deux autres parties ont accepté. Il ne manque que votre réponse.",
        "trio_other_awaited": "Vous avez accepté. Il ne manque plus qu'une réponse.",
        "others_awaited": "Vous avez accepté. Les réponses des deux autres parties sont attendues.",
        "trio_expired_later": "Le suivi s'est arrêté faute de nouvelles. Les contacts restent les vôtres.",
    },
    "ar": {
        "trio_you_awaited": "ننتظر جوابكم. ويُستشار الطرفان الآخران في الوقت نفسه.",
        "you_awaited_too": "قبل طرف آخر. وننتظر جوابكم.",
        "trio_you_awaited_last": "قبل الطرفان الآخران. ولم يبق إلا جوابكم.",
        "trio_other_awaited": "لقد قبلتم. ولم يبق إلا جواب واحد.",
        "others_awaited": "لقد قبلتم. وننتظر جوابي الطرفين الآخرين.",
        "trio_expired_later": "توقفت المتابعة لغياب المستجدات. وتبقى بيانات الاتصال لديكم.",
    },
    "en": {
        "trio_you_awaited": "Your answer is awaited. The two others are asked at the same time.",
        "you_awaited_too": "One of the others accepted. Your answer is awaited.",
        "trio_you_awaited_last": "The two others accepted. Only your answer is missing.",
        "trio_other_awaited": "You accepted. One answer is still missing.",
        "others_awaited": "You accepted. The answers of the two others are awaited.",
        "trio_expired_later": "Follow-up ended for want of news. The contacts stay with you.",
    },
}
"""Standings of a side that is asked, whichever it is."""

OFFICER: dict[str, dict[str, str]] = {
    "fr": {
        "trio_proposed": "Proposée aux trois parties, aucune n'a encore répondu.",
        "trio_accepted_by_one": "Une partie au moins a accepté, une autre au moins est attendue.",
        "trio_expired_later": "Expirée faute de nouvelles après l'accord des trois parties ; un résultat peut encore être enregistré.",
    },
    "ar": {
        "trio_proposed": "مقترحة على الأطراف الثلاثة، ولم يجب أي منها بعد.",
        "trio_accepted_by_one": "قبل طرف واحد على الأقل، ويُنتظر جواب طرف آخر على الأقل.",
        "trio_expired_later": "انتهى أجلها لغياب المستجدات بعد موافقة الأطراف الثلاثة؛ ولا يزال تسجيل نتيجة ممكنًا.",
    },
    "en": {
        "trio_proposed": "Proposed to all three; none has answered yet.",
        "trio_accepted_by_one": "One side at least accepted, another one at least is awaited.",
        "trio_expired_later": "Expired for want of news after all three accepted; an outcome may still be recorded.",
    },
}
"""Standings that officers read."""

STANDINGS_SUPPORT: dict[str, dict[str, str]] = {
    "fr": AFTER["fr"]
    | ASKED["fr"]
    | {
        "nda": "Un accord de confidentialité est signé.",
        "pilot": "Un pilote est engagé.",
        "contract": "Un contrat est signé.",
        "declined_by_us": "Vous avez décliné cette mise en relation.",
        "declined_by_them": "L'entreprise ou la startup ne donne pas suite cette fois.",
        "not_taking_part": "Vous ne prenez pas part à cette mise en relation.",
        "withdrawn": "L'agence a retiré cette proposition.",
        "expired": "La proposition a pris fin faute de réponse à temps.",
    },
    "ar": AFTER["ar"]
    | ASKED["ar"]
    | {
        "nda": "وُقّع اتفاق السرية.",
        "pilot": "انطلق مشروع تجريبي.",
        "contract": "وُقّع عقد.",
        "declined_by_us": "لقد اعتذرتم عن هذا الربط.",
        "declined_by_them": "اعتذرت المقاولة أو الشركة الناشئة هذه المرة.",
        "not_taking_part": "لا تشاركون في هذا الربط.",
        "withdrawn": "سحبت الوكالة هذا المقترح.",
        "expired": "انتهى المقترح لعدم ورود الجواب في الأجل.",
    },
    "en": AFTER["en"]
    | ASKED["en"]
    | {
        "nda": "A non-disclosure agreement is signed.",
        "pilot": "A pilot is under way.",
        "contract": "A contract is signed.",
        "declined_by_us": "You declined this introduction.",
        "declined_by_them": "The firm or the startup does not go further this time.",
        "not_taking_part": "You do not take part in this introduction.",
        "withdrawn": "The agency withdrew this proposal.",
        "expired": "The proposal ended, as no answer came in time.",
    },
}
"""Standing → what the support body reads."""

STEPS: dict[str, dict[str, str]] = {
    "fr": {
        "chosen": "Organisme d'appui choisi",
        "released": "Organisme d'appui retiré",
        "no": "L'organisme d'appui décline, la suite se fait à deux",
        "silent": "Sans réponse de l'organisme d'appui, la suite se fait à deux",
        "out": "L'agence retire l'organisme d'appui, la suite se fait à deux",
        "seen": "Vu par un agent : la suite se fait à deux",
    },
    "ar": {
        "chosen": "اختيار هيئة الدعم",
        "released": "سحب هيئة الدعم",
        "no": "اعتذرت هيئة الدعم، ويستمر الربط بين الطرفين",
        "silent": "لم تجب هيئة الدعم، ويستمر الربط بين الطرفين",
        "out": "سحبت الوكالة هيئة الدعم، ويستمر الربط بين الطرفين",
        "seen": "اطّلع عليه مسؤول: ويستمر الربط بين الطرفين",
    },
    "en": {
        "chosen": "Support body chosen",
        "released": "Support body taken out",
        "no": "The support body declines, the two go on",
        "silent": "No answer from the support body, the two go on",
        "out": "The agency takes the support body out, the two go on",
        "seen": "Seen by an officer: the two go on",
    },
}
"""Steps that concern the support body only, as timelines name them."""

ANSWERS: dict[str, dict[str, str]] = {
    "fr": {
        "yes": "A accepté",
        "no": "A décliné",
        "": "Réponse attendue",
        "unasked": "Pas encore consulté",
        "silent": "N'a pas répondu",
        "out": "Ne prend pas part",
    },
    "ar": {
        "yes": "قبل",
        "no": "اعتذر",
        "": "الجواب منتظر",
        "unasked": "لم يُستشر بعد",
        "silent": "لم يجب",
        "out": "لا يشارك",
    },
    "en": {
        "yes": "Accepted",
        "no": "Declined",
        "": "Answer awaited",
        "unasked": "Not asked yet",
        "silent": "Did not answer",
        "out": "Does not take part",
    },
}
"""What a side of a trio said."""

DRAFTS: dict[str, str] = {
    "fr": "L'entreprise et la startup pourraient avoir besoin d'essais, de certification ou d'un accompagnement technique. Votre présence dès le premier échange leur serait utile.",
    "ar": "قد تحتاج المقاولة والشركة الناشئة إلى اختبارات أو شهادات مطابقة أو مواكبة تقنية، وسيفيدهما حضوركم منذ اللقاء الأول.",
    "en": "The firm and the startup may need tests, certification or technical support. Having you at the first talk would help them.",
}
"""The officer's words to a technical centre, before they are edited."""

CLUSTER_DRAFTS: dict[str, str] = {
    "fr": "Ce défi peut concerner plusieurs entreprises de votre filière. Votre présence dès le premier échange serait utile.",
    "ar": "قد يهمّ هذا التحدي عدة مقاولات في قطاعكم، وسيكون حضوركم منذ اللقاء الأول مفيدًا.",
    "en": "This challenge may concern several firms of your industry. Having you at the first talk would help.",
}
"""The officer's words to a cluster, before they are edited."""
