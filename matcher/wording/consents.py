"""What people agree to, word for word; a text that changes gets a new version.

Earlier versions stay here: what somebody agreed to can always be shown.
"""

ACCOUNT, JOIN = "account", "join"
"""What is agreed to: when an account is opened, and when somebody asks to join."""
CURRENT = "2026-1"
"""The version that is shown now."""

CONSENTS: dict[str, dict[str, str]] = {
    "fr": {
        "join/2026-1": "J’accepte que Maroc PME conserve mon nom, mes coordonnées et ma demande pour l’examiner et me répondre. Si elle est refusée, ils sont supprimés après le délai indiqué sur la page Données personnelles. Je peux les consulter, les corriger ou les faire supprimer (loi n° 09-08).",
        "account/2026-1": "J’accepte que Maroc PME conserve mon nom et mes coordonnées pour ouvrir mon compte, trouver des partenaires à mon organisation et suivre les mises en relation. Mes coordonnées sont données à l’autre partie seulement quand tous ont accepté. Je peux tout consulter, corriger, m’opposer et faire supprimer depuis mon compte (loi n° 09-08).",
    },
    "ar": {
        "join/2026-1": "أوافق على أن تحتفظ Maroc PME باسمي وبيانات الاتصال بي وطلبي من أجل دراسته والردّ عليّ. وإذا رُفض الطلب حُذفت بعد الأجل المبيّن في صفحة المعطيات الشخصية. ويمكنني الاطّلاع عليها أو تصحيحها أو طلب حذفها (القانون رقم 09-08).",
        "account/2026-1": "أوافق على أن تحتفظ Maroc PME باسمي وبيانات الاتصال بي لفتح حسابي وإيجاد شركاء لمؤسستي وتتبّع عمليات ربط الاتصال. ولا تُسلَّم بيانات الاتصال بي إلى الطرف الآخر إلا بعد قبول الجميع. ويمكنني من حسابي الاطّلاع على كل شيء وتصحيحه والاعتراض عليه وطلب حذفه (القانون رقم 09-08).",
    },
    "en": {
        "join/2026-1": "I agree that Maroc PME keeps my name, my contact details and my request, to look at it and to answer me. If it is refused, they are deleted after the time stated on the page Personal data. I may see, correct or have them deleted (Law 09-08).",
        "account/2026-1": "I agree that Maroc PME keeps my name and my contact details to open my account, to find partners for my organisation and to follow introductions. My contact details are given to the other side only when all have accepted. I may see, correct, object to and delete everything from my account (Law 09-08).",
    },
}
"""Language → "text/version" → its words."""


def words(text: str, language: str, version: str = CURRENT) -> str:
    """Return what is agreed to."""
    return CONSENTS[language][f"{text}/{version}"]
