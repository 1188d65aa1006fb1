"""What a reader wrote is never hidden from them: «[…]» would tell which name is the true one."""

import pytest

from matcher.workflow.naming import HIDDEN
from matcher.workflow.own_words import redact_for

LIST = "Nos capteurs servent chez Betamem, Aquazorg et Filtrex depuis trois ans."
QUOTE = "servent chez Betamem, Aquazorg et Filtrex"


@pytest.mark.parametrize("true", ["Betamem", "Aquazorg", "Filtrex"])
@pytest.mark.parametrize(
    "why",
    [
        f"Le besoin : mesurer la turbidité\nVous écrivez : « {QUOTE} »",
        f"ما تصفه الشركة الناشئة: «{QUOTE}»",
        f"What you describe: “{QUOTE}”",
        f"Ce que le besoin demande : {LIST}\nCe que décrit la startup : « un filtre »",
    ],
)
def test_own_words_come_out_alike_whatever_the_true_name_is(why, true):
    assert redact_for(why, [true], [LIST]) == why


def test_the_words_of_the_other_side_are_hidden_as_before():
    why = f"Le besoin de Betamem : mesurer\nVous écrivez : « {QUOTE} »"
    shown = redact_for(why, ["Betamem"], [LIST])
    assert shown == f"Le besoin de {HIDDEN} : mesurer\nVous écrivez : « {QUOTE} »"
    assert redact_for("Betamem vous attend.", ["Betamem"], [LIST]) == f"{HIDDEN} vous attend."
    assert redact_for("chez Betamem", ["Betamem"], []) == f"chez {HIDDEN}"
