"""Ways to name a firm that nobody told the guard, in three languages, and what only looks so."""

import time

import pytest

from matcher.text.leaks.findings import Kind
from matcher.text.leaks.guard import find
from matcher.text.leaks.known_names import KnownNames

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
    "text",
    [
        pytest.param(text, id=f"{name}-{n}")
        for name, texts in NAMED.items()
        for n, text in enumerate(texts)
    ],
)
def test_a_name_that_nobody_told_the_guard_is_found(text: str) -> None:
    found = {each.kind for each in find(text)}
    assert found & {Kind.ORGANISATION, Kind.URL, Kind.PERSON}, text


@pytest.mark.parametrize("text", NOT_NAMED)
def test_what_every_workshop_says_is_no_name(text: str) -> None:
    assert [each.text for each in find(text) if each.kind is Kind.ORGANISATION] == []


TOLD_OTHERWISE = [
    ("contact chez moulinerie point ma", Kind.URL),
    ("contact@moulinerie,ma", Kind.EMAIL),
    ("info arobas moulinerie pt ma", Kind.EMAIL),
    ("c'est www moulinerie ma", Kind.URL),
    ("0 6 6 1 2 3 4 5 6 7", Kind.PHONE),
    ("06,61,23,45,67", Kind.PHONE),
    ("06\u200b61\u200b23\u200b45\u200b67", Kind.PHONE),
    ("٠٦ ٦١ ٢٣ ٤٥ ٦٧", Kind.PHONE),
    ("I.C.E : 0012 3456 7000 089", Kind.IDENTIFIER),
    ("RC Casablanca 123456", Kind.IDENTIFIER),
    ("سجل تجاري 45821", Kind.IDENTIFIER),
    ("granted as patent no. 52107", Kind.IDENTIFIER),
    ("agrément ONSSA ES.7.45.12", Kind.IDENTIFIER),
    ("ask for Karim at the gate", Kind.PERSON),
    ("سولو على السي حميد", Kind.PERSON),
    ("opposite the grain silo in Ben Ahmed", Kind.SITE),
    ("the only Moroccan lab that tests airbags", Kind.UNIQUE),
    ("لا أحد غيرنا في المملكة يصنع هذه القطعة", Kind.UNIQUE),
    ("we employ 1,274 women and men", Kind.FIGURE),
    ("we hold 42% of the Moroccan market", Kind.FIGURE),
    ("11 860 tonnes triturées en 2023", Kind.FIGURE),
    ("تأسست سنة 1962 بأبي الجعد", Kind.FIGURE),
]


@pytest.mark.parametrize(("text", "kind"), TOLD_OTHERWISE)
def test_what_is_told_in_a_roundabout_way_is_found(text: str, kind: Kind) -> None:
    assert kind in {each.kind for each in find(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Les références 0661 2030 45 et 0537 1188 20 sont en double.",
        "Satellites Sentinel, caméras GigE Vision, PyTorch et Brandilo Runtime.",
        "The Vandermolen model, the Kesteloot Protocol and the Ruysdaal index.",
        "Ouvrez l'onglet « Synthèse » puis le menu « Outils ».",
    ],
)
def test_part_numbers_methods_and_tabs_tell_nothing(text: str) -> None:
    assert find(text) == ()


NAMES = KnownNames.of(["Chimie Nord Delta", "Câbles aux Oasis", "QZN", "CND"])


@pytest.mark.parametrize(
    "text",
    [
        "تعتزم شيمي نور دلتا تعويض المذيبات",
        "Chimie\nNord Delta cherche",
        "la chimie, disons Chimie du Nord Delta",
        "les Oasis aux Câbles",
        "Q.Z.N. cherche",
        "Chez C.N.D., on teste",
        "CND met à disposition une ligne",
    ],
)
def test_a_known_name_is_found_with_a_word_that_differs_or_with_stops(text: str) -> None:
    assert "known_name" in {each.reason for each in find(text, NAMES)}


@pytest.mark.parametrize(
    "text",
    ["La chimie. Le nord du delta.", "Le contrôle CND par ultrasons"],
)
def test_words_of_a_known_name_apart_are_not_it(text: str) -> None:
    assert find(text, NAMES) == ()


@pytest.mark.parametrize(
    "piece", ["A-", "a.b.", "Contact Aa ", "gare ", "شركة ", "0 ", "Aa de la "]
)
def test_the_time_grows_no_faster_than_the_text(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    find(text[:200])
    start = time.process_time()
    find(text)
    assert time.process_time() - start < 3
