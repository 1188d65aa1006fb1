import pytest

from matcher.text.language import LanguageGuess, detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nous voulons sécher les dattes sans gaz", "fr"),
        ("Réduire la facture d'électricité de l'atelier", "fr"),
        ("We want to dry dates without gas", "en"),
        ("Detect cracks in welded parts before delivery", "en"),
        ("نريد تجفيف التمور بدون غاز", "ar"),
        ("خفض استهلاك الكهرباء في المصنع بنسبة 20%", "ar"),
        ("LA FACTURE D'ÉLECTRICITÉ EST TROP ÉLEVÉE", "fr"),
    ],
)
def test_plain_texts_are_recognised_surely(text, language):
    assert detect(text) == LanguageGuess(language, "standard", confident=True)


@pytest.mark.parametrize(
    "text",
    [
        "الماكينات ديالنا كيتعطلو بزاف",
        "بغينا نقصو من استهلاك الماء",
        "خاصنا حل باش نجففو التمر",
        "واش كاين شي حل للنفايات؟",
        "العمال كيخدمو وكيتعبو فالمعمل",
    ],
)
def test_moroccan_arabic_is_recognised(text):
    assert detect(text).language == "ar"
    assert detect(text).variety == "darija"


@pytest.mark.parametrize(
    "text",
    [
        "lmakinat dyalna kayt3attlo bzaf",
        "bghina n9sso mn lma",
        "khassna chi 7el bach nchfo tmer",
        "kifach ndiro m3a zbel dyal lm3mel",
        "n3erfo wa9t o nbdlo tra9eb lma7al",
    ],
)
def test_moroccan_arabic_in_latin_letters_is_recognised(text):
    assert detect(text).language == "ar"
    assert detect(text).variety == "arabizi"


@pytest.mark.parametrize(
    "text",
    [
        "Nous cherchons une solution de tri bzaf moins chère dyal les déchets plastiques",
        "نريد حلا لكل محركات المصنع with predictive maintenance and vibration sensors",
        "Nous voulons une pompe pour le puits. We want a pump for the well of the farm.",
    ],
)
def test_a_mixture_is_called_one(text):
    assert detect(text).variety == "mixed"


@pytest.mark.parametrize(
    "text",
    [
        "Captage de CO2 et production de H2O par électrolyse, impression 3D, réseau 4G",
        "Plateforme B2B et B2C pour robots R2D2, norme ISO9001, batteries Li-ion 48V",
        "Bach et le kayak : un kanban pour la chaîne de montage en 3x8",
        "Mr. Khas had a wash of the tanks and will throw the know-how away",
        "تقييم كيمياء المياه وكيفية خفض الكلفة في يوليو ويونيو",
        "لي سؤال عن كيلو التمر وعن نمو المقاولات بلا دعم",
        "Fe2O3, MP3, 7 jours sur 7, 2ème étage, 3e trimestre, 9h30, H264",
    ],
)
def test_standard_texts_with_codes_or_look_alikes_are_not_flagged(text):
    assert detect(text).variety == "standard"


@pytest.mark.parametrize("text", ["", "   ", "123 456", "!?", "\u200b"])
def test_a_text_without_letters_is_french_for_want_of_better_and_not_sure(text):
    assert detect(text) == LanguageGuess("fr", "standard", confident=False)


@pytest.mark.parametrize(
    "text",
    ["Wir suchen eine Maschine zur Trocknung von Datteln", "Нужна машина для сушки", "inspection"],
)
def test_another_language_or_a_word_of_two_is_not_sure(text):
    assert not detect(text).confident


def test_hidden_characters_do_not_change_the_language():
    assert detect("No\u200bus vou\u00adlons sécher les dat\u200dtes") == detect(
        "Nous voulons sécher les dattes"
    )


def test_only_the_beginning_of_a_long_text_is_read():
    text = "Nous voulons sécher les dattes. " * 1_000 + "The end of the text. " * 100_000
    assert detect(text).language == "fr"
