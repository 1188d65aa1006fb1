"""Roles, kinds of organisations and states of requests to join, in three languages."""

from matcher.domain.people import OrganisationKind, Role

ROLES: dict[str, dict[str, str]] = {
    "fr": {
        Role.FIRM: "Membre d’une entreprise",
        Role.STARTUP: "Membre d’une startup",
        Role.SUPPORT: "Membre d’un centre technique ou d’un cluster",
        Role.OFFICER: "Chargé de mise en relation",
        Role.ADMINISTRATOR: "Administrateur",
    },
    "ar": {
        Role.FIRM: "عضو في مقاولة صناعية",
        Role.STARTUP: "عضو في شركة ناشئة",
        Role.SUPPORT: "عضو في مركز تقني أو تجمّع صناعي",
        Role.OFFICER: "المكلّف بالربط",
        Role.ADMINISTRATOR: "مدير المنصّة",
    },
    "en": {
        Role.FIRM: "Member of a firm",
        Role.STARTUP: "Member of a startup",
        Role.SUPPORT: "Member of a technical centre or a cluster",
        Role.OFFICER: "Officer",
        Role.ADMINISTRATOR: "Administrator",
    },
}
"""Language → role → what the person is."""

KINDS: dict[str, dict[str, str]] = {
    "fr": {
        OrganisationKind.FIRM: "Entreprise industrielle",
        OrganisationKind.STARTUP: "Startup",
        OrganisationKind.SUPPORT: "Centre technique ou cluster",
        OrganisationKind.AGENCY: "Agence",
    },
    "ar": {
        OrganisationKind.FIRM: "مقاولة صناعية",
        OrganisationKind.STARTUP: "شركة ناشئة",
        OrganisationKind.SUPPORT: "مركز تقني أو تجمّع صناعي",
        OrganisationKind.AGENCY: "الوكالة",
    },
    "en": {
        OrganisationKind.FIRM: "Industrial firm",
        OrganisationKind.STARTUP: "Startup",
        OrganisationKind.SUPPORT: "Technical centre or cluster",
        OrganisationKind.AGENCY: "Agency",
    },
}
"""Language → kind of organisation → its name."""

JOIN_STATES: dict[str, dict[str, str]] = {
    "fr": {
        "unconfirmed": "Adresse non confirmée",
        "waiting": "En attente",
        "approved": "Acceptée",
        "refused": "Refusée",
    },
    "ar": {
        "unconfirmed": "العنوان غير مؤكَّد",
        "waiting": "قيد الانتظار",
        "approved": "مقبول",
        "refused": "مرفوض",
    },
    "en": {
        "unconfirmed": "Address not confirmed",
        "waiting": "Waiting",
        "approved": "Approved",
        "refused": "Refused",
    },
}
"""Language → state of a request to join → its name."""
