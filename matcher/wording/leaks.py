"""What a finding of the leak guard gives away, in words."""

LEAKS: dict[str, dict[str, str]] = {
    "fr": {
        "email": "Adresse électronique",
        "url": "Site ou lien",
        "phone": "Numéro de téléphone",
        "identifier": "Numéro d'identification ou de brevet",
        "organisation": "Nom d'organisation ou de marque",
        "person": "Nom de personne",
        "site": "Lieu précis",
        "unique": "Affirmation qu'une seule organisation peut faire",
        "figure": "Chiffre qui identifie",
    },
    "ar": {
        "email": "عنوان بريد إلكتروني",
        "url": "موقع أو رابط",
        "phone": "رقم هاتف",
        "identifier": "رقم تعريف أو براءة اختراع",
        "organisation": "اسم مؤسسة أو علامة تجارية",
        "person": "اسم شخص",
        "site": "مكان محدد",
        "unique": "قول لا يصح إلا على مؤسسة واحدة",
        "figure": "رقم يدل على صاحبه",
    },
    "en": {
        "email": "E-mail address",
        "url": "Site or link",
        "phone": "Telephone number",
        "identifier": "Company or patent number",
        "organisation": "Name of an organisation or a brand",
        "person": "Name of a person",
        "site": "A precise place",
        "unique": "A claim that only one organisation can make",
        "figure": "A figure that identifies",
    },
}
"""Kind of a finding (see matcher.text.leaks.findings) → what it is."""
