"""Ways to name a firm that nobody told the guard, in three languages, and what only looks so."""

import pytest

from matcher.text.leaks.findings import Kind
from matcher.text.leaks.guard import find

NAMED = {
    "legal form": [
        "Un essai chez Plastirane SARL AU est prévu.",
        "Notre cliente, la S.A.R.L. Mirbois, attend.",
        "We buy from Kharzim Ltd every month.",
        "SARL Belkhamsa cherche un capteur.",
        "Ets Lamrini & Fils fabrique des ressorts.",
        "Nous dépendons de Jbilou Frères depuis dix ans.",
        "Haddaoui and Sons make the moulds.",
        "تقوم أطلسين ش.م.م بصنع القوارير.",
        "شركة حدائق الشمال ش.ذ.م.م تبحث عن حل.",
    ],
    "word before": [
        "La société Zénith Blanc équipe ses lignes.",
        "Le groupe Horizon d'Argent a trois sites.",
        "Notre filiale Verdural produit la poudre.",
        "Notre maison mère, Cordélia, est d'accord.",
        "Nous travaillons pour le compte de Mandarine Bleue.",
        "Ce lot vient de chez Perle du Sud.",
        "notre concurrent Palmier d'Or a déjà ce robot",
        "our competitor Golden Oak has it already",
        "We are a supplier of Silver Crane.",
        "Our sister company Blue Lantern does the coating.",
        "a joint venture with Stone River",
        "un partenariat avec Rosée du Matin",
        "Nous livrons à Pain Doré deux fois par jour.",
        "notre sous-traitant Ferblanc",
        "We deliver to Crispy Hill twice a day.",
        "une usine Grandclair",
        "l'ex-Plastibel de la zone",
        "une ancienne usine d'Orbonor, ex-Zirvane",
        "Nous sommes la coopérative Tifaouine.",
        "our customers, such as Copperleaf, insist",
        "des clients comme Bellevigne et Taroub nous suivent",
    ],
    "rare word": [
        "Frutamiz gonfle parfois en rayon.",
        "Les ingénieurs de Tarsimel ont essayé.",
        "Le vernis Dormalux pèle au soleil.",
        "we replaced the Zarmite valves last year",
        "Depuis 2019, Oxybrane fournit nos filtres.",
        "une référence chez les gens de Soukaplast",
        "The Brendovan line stops every night.",
    ],
    "written together": [
        "Notre boîtier AquaPulse mesure le débit.",
        "TadlaFrut trie ses oranges.",
        "le logiciel iMoulin fait tout",
        "Nous exploitons NordiBois depuis peu.",
    ],
    "capitals": [
        "SOMACHIP lance un appel.",
        "Chez SMPK, les moules chauffent.",
        "La société BKT cherche un robot.",
        "le groupe ZRG attend votre offre",
        "A.T.P. fabrique des vis.",
        "F.M.T. makes screws.",
        "TZK recherche un laboratoire.",
        "Le directeur de PLASTOFEZ a dit oui.",
    ],
    "two common words": [
        "Ateliers Bouhlal cherche un capteur.",
        "Pour Verrerie Arganier, la casse coûte cher.",
        "Les Brasseries Tizirine nous suivent.",
        "Nous avons équipé Cèdre Royal.",
        "We equipped Cedar Crown last year.",
        "Moulins Cascade veut réduire les pertes.",
        "Golden Harvest Mills wants to sort wheat.",
        "Nos voisins d'Atlas Rouge ont le même four.",
    ],
    "country or trade after": [
        "Kelvitech Maroc embauche.",
        "Ambercore Morocco is hiring.",
        "Sertaline Industries fait des vis.",
        "we work for Fenwick Foods",
        "Tamrat Holding a racheté le site.",
    ],
    "hashtag, quotes, handle": [
        "Suivez #Fruvaline sur les réseaux.",
        "l'étiquette « Soleil d'Or » se décolle",
        "our « Zitouna Gold » bottles",
        "retrouvez @plastirane pour la suite",
        "sous la marque Étoile Filante",
        "the brand Morning Star",
    ],
    "spelled so that machines miss it": [
        "Nous sommes P l a s t i r a n e, à côté.",
        "Chez P.l.a.s.t.i.r.a.n.e on moule.",
        "Notre nom : Pl4stirane.",
        "Chez Plаstirаne, on moule.",
        "Chez 𝐏𝐥𝐚𝐬𝐭𝐢𝐫𝐚𝐧𝐞, on moule.",
        "Chez Plas\u200btirane, on moule.",
        "nous sommes chez plastirane depuis peu",
        "la société plastirane moule",
    ],
    "arabic": [
        "شركة خضراوات المرج تبحث عن آلة.",
        "اسمنا على الباب هو مؤسسة غصن الجنوب.",
        "مجموعة نخيل الواحة تعلن عن تحد.",
        "مطاحن السنبلة الذهبية تستهلك الكثير.",
        "نشتغل لدى شركة النسيم الأخضر.",
        "تعاونية زهرة الوادي تجفف الأعشاب.",
        "زبوننا الرئيسي شركة أمواج البحر.",
        "تعتزم شركة بروتيماز تغيير المذيبات.",
        "نبيع منتجنا تحت علامة فروتاليز.",
        "المورد هو بلاستيران منذ سنتين.",
        "شركتنا نسيم البحر تعمل ليلا.",
        "ملبنة الربوة الخضراء تعالج الحليب.",
    ],
    "latin within arabic": [
        "نحن Plastirane نصنع القوالب.",
        "زودنا frutamiz بالعلب.",
        "تعمل شركة Blue Lantern معنا.",
        "آلات TadlaFrut قديمة.",
    ],
}

NOT_NAMED = [
    "La norme ISO 9001, l'ATEX, le HACCP et la directive REACH s'appliquent.",
    "Des automates Siemens et Schneider, un robot Fanuc, un logiciel SAP.",
    "Le programme Tatwir de Maroc PME et le fonds Innov Invest financent la moitié.",
    "Acide sulfurique H2SO4, NaOH, PET, PEHD, inox 316L, laiton CW617N.",
    "Nous sommes à Casablanca, Tanger, Had Soualem et Aït Melloul.",
    "Le lundi, de janvier à mars, pendant le Ramadan et l'Aïd.",
    "Le Directeur général et le Responsable Maintenance de la PME sont prévenus.",
    "The Quality Manager and the Board agree; English and French are spoken.",
    "Good Manufacturing Practice, Six Sigma, Lean and Industry 4.0.",
    "Le Moyen Atlas, le Gharb, la Méditerranée et le Sahara.",
    "Bonjour Madame, merci pour votre retour. Cordialement.",
    "Combien coûte l'essai ? Pourquoi pas à blanc ?",
    "Une société familiale, un groupe industriel, une filiale étrangère.",
    "le groupe froid, le groupe électrogène, la marque du four, chez nos clients",
    "A company of the north; a group of engineers; the firm wants a robot.",
    "Heat Recovery From Clinker Coolers In Small Plants",
    "RÉCUPÉRATION DE CHALEUR SUR UN FOUR À CIMENT",
    "Python, Java, TensorFlow, PostgreSQL, LoRaWAN, Modbus TCP et OPC UA.",
    "Essai Charpy, cycle de Rankine, effet Peltier, tube de Pitot, spectre Raman.",
    "des clients en France, en Espagne, au Sénégal et en Côte d'Ivoire",
    "شركة ناشئة في قطاع الصناعة الغذائية",
    "شركة توزيع الماء، وشركة تدبير النفايات، وشركة التأمين",
    "مجموعة من الآلات، ومجموعة صناعية كبيرة",
    "مصنع الإسمنت قرب المدينة ومعمل السكر",
    "مؤسسة التكوين، ومؤسسة التعليم العالي، ومقاولة البناء",
    "تعاونية زيت الزيتون وتعاونية الحليب",
    "نستعمل Excel وPython ومعيار ISO 9001 وبروتوكول Modbus.",
    "الموضوع: طلب عرض. شكرا على ردكم السريع.",
]


@pytest.mark.parametrize(
    "text", [pytest.param(text, id=f"{name}-{n}") for name, texts in NAMED.items() for n, text in enumerate(texts)]
)
def test_a_name_that_nobody_told_the_guard_is_found(text: str) -> None:
    found = {each.kind for each in find(text)}
    assert found & {Kind.ORGANISATION, Kind.URL, Kind.PERSON}, text


@pytest.mark.parametrize("text", NOT_NAMED)
def test_what_every_workshop_says_is_no_name(text: str) -> None:
    assert [each.text for each in find(text) if each.kind is Kind.ORGANISATION] == []
