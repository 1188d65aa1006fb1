"""The sentences of the officer's desk and of the curation page, in French, Arabic and English."""

from matcher.domain.visibility import ChallengeState, Collaboration, Visibility

WAITING: dict[str, dict[str, str]] = {
    "fr": {
        "new_challenge": "Nouveaux défis à étudier",
        "matches_ready": "Propositions du moteur à examiner",
        "failed_run": "Défis dont la recherche est incomplète",
        "teaser": "Textes anonymes à approuver",
        "join_request": "Demandes d'adhésion",
        "wanted": "Startups que l'entreprise souhaite rencontrer",
        "interested": "Startups qui se disent intéressées",
        "unanswered_shortlist": "Sélections sans réponse de l'entreprise",
        "unanswered_introduction": "Mises en relation en attente de réponse",
        "support_left": "Organismes d'appui qui ne prennent pas part",
        "outcome": "Résultats à enregistrer",
        "mail": "E-mails qui ne sont pas arrivés",
    },
    "ar": {
        "new_challenge": "تحديات جديدة للدراسة",
        "matches_ready": "اقتراحات المحرك للفحص",
        "failed_run": "تحديات لم يكتمل البحث لها",
        "teaser": "نصوص مجهّلة في انتظار الموافقة",
        "join_request": "طلبات الانضمام",
        "wanted": "شركات ناشئة ترغب المقاولة في لقائها",
        "interested": "شركات ناشئة أبدت اهتمامها",
        "unanswered_shortlist": "قوائم لم تجب عنها المقاولة",
        "unanswered_introduction": "عمليات ربط في انتظار الجواب",
        "support_left": "هيئات دعم لا تشارك في الربط",
        "outcome": "نتائج يجب تسجيلها",
        "mail": "رسائل إلكترونية لم تصل",
    },
    "en": {
        "new_challenge": "New challenges to look into",
        "matches_ready": "Suggestions of the engine to go through",
        "failed_run": "Challenges whose search is incomplete",
        "teaser": "Anonymous texts to approve",
        "join_request": "Requests to join",
        "wanted": "Startups that the firm wants to meet",
        "interested": "Startups that said they are interested",
        "unanswered_shortlist": "Shortlists that the firm has not answered",
        "unanswered_introduction": "Introductions that wait for an answer",
        "support_left": "Support bodies that do not take part",
        "outcome": "Outcomes to record",
        "mail": "E-mails that did not arrive",
    },
}
"""What waits for an officer, by kind."""

SECTIONS: dict[str, dict[str, str]] = {
    "fr": {
        "context": "Contexte",
        "problem": "Problème",
        "success_criteria": "Critères de réussite",
        "constraints": "Contraintes",
        "excluded": "Solutions exclues",
        "attached_text": "Texte du document joint",
    },
    "ar": {
        "context": "السياق",
        "problem": "المشكلة",
        "success_criteria": "معايير النجاح",
        "constraints": "القيود",
        "excluded": "الحلول المستبعدة",
        "attached_text": "نص الوثيقة المرفقة",
    },
    "en": {
        "context": "Context",
        "problem": "Problem",
        "success_criteria": "Success criteria",
        "constraints": "Constraints",
        "excluded": "Solutions that are excluded",
        "attached_text": "Text of the attached document",
    },
}
"""The sections of a challenge, by column."""

TIERS: dict[str, dict[str, str]] = {
    "fr": {
        Visibility.OPEN: "Ouvert",
        Visibility.ANONYMOUS: "Anonyme",
        Visibility.SEALED: "Scellé",
    },
    "ar": {
        Visibility.OPEN: "مفتوح",
        Visibility.ANONYMOUS: "مجهّل",
        Visibility.SEALED: "سري",
    },
    "en": {
        Visibility.OPEN: "Open",
        Visibility.ANONYMOUS: "Anonymous",
        Visibility.SEALED: "Sealed",
    },
}
"""How visible a challenge is, in a word."""

STATES: dict[str, dict[str, str]] = {
    "fr": {
        ChallengeState.DRAFT: "Brouillon",
        ChallengeState.SUBMITTED: "Soumis",
        ChallengeState.CURATION: "À l'étude",
        ChallengeState.SHORTLISTED: "Sélection présentée",
        ChallengeState.NO_PARTNER: "Sans partenaire",
        ChallengeState.CLOSED: "Clos",
        ChallengeState.WITHDRAWN: "Retiré",
    },
    "ar": {
        ChallengeState.DRAFT: "مسودة",
        ChallengeState.SUBMITTED: "مُرسَل",
        ChallengeState.CURATION: "قيد الدراسة",
        ChallengeState.SHORTLISTED: "عُرضت القائمة",
        ChallengeState.NO_PARTNER: "دون شريك",
        ChallengeState.CLOSED: "مغلق",
        ChallengeState.WITHDRAWN: "مسحوب",
    },
    "en": {
        ChallengeState.DRAFT: "Draft",
        ChallengeState.SUBMITTED: "Submitted",
        ChallengeState.CURATION: "In curation",
        ChallengeState.SHORTLISTED: "Shortlist shown",
        ChallengeState.NO_PARTNER: "No partner",
        ChallengeState.CLOSED: "Closed",
        ChallengeState.WITHDRAWN: "Withdrawn",
    },
}
"""Where a challenge stands, in a word, for officers."""

COLLABORATIONS: dict[str, dict[str, str]] = {
    "fr": {
        Collaboration.PILOT: "Pilote",
        Collaboration.PURCHASE: "Achat",
        Collaboration.CO_DEVELOPMENT: "Développement en commun",
        Collaboration.LICENCE: "Licence",
        Collaboration.TESTING: "Essais",
        Collaboration.ANY: "Toute forme",
    },
    "ar": {
        Collaboration.PILOT: "مشروع تجريبي",
        Collaboration.PURCHASE: "شراء",
        Collaboration.CO_DEVELOPMENT: "تطوير مشترك",
        Collaboration.LICENCE: "ترخيص",
        Collaboration.TESTING: "تجارب",
        Collaboration.ANY: "أي شكل",
    },
    "en": {
        Collaboration.PILOT: "Pilot",
        Collaboration.PURCHASE: "Purchase",
        Collaboration.CO_DEVELOPMENT: "Joint development",
        Collaboration.LICENCE: "Licence",
        Collaboration.TESTING: "Testing",
        Collaboration.ANY: "Any form",
    },
}
"""The kind of collaboration sought, in a word."""
