"""Which bodies are named for a challenge, in what order, and why."""

import numpy as np
import pytest

from matcher.domain.challenge import Challenge, Facts
from matcher.domain.support import SupportCode, SupportKind
from matcher.ranking.support import support_for
from matcher.ranking.support_meaning import NEAREST, Prototypes
from matcher.text.needs import complete

ASK = "Le client exige un rapport d'essai d'un laboratoire accrédité"


def called(text, language="fr", **facts):
    return support_for(complete(Challenge("c", text, language, facts=Facts(**facts)))).called


@pytest.mark.parametrize(
    ("text", "sectors", "key"),
    [
        (f"{ASK} sur nos carreaux.", ("building_materials",), "cetemco"),
        (f"{ASK} sur notre semoule de blé.", ("agrofood",), "ceric"),
        (f"{ASK} sur notre huile d'olive.", ("agrofood",), "cetia"),
        (f"{ASK} sur nos conserves de sardines.", ("seafood",), "cetia"),
        (f"{ASK} pour nos sièges de véhicule.", ("automotive",), "cetiev"),
        (f"{ASK} sur nos boulons en acier.", (), "cerimme"),
        (f"{ASK} sur nos chaussures en cuir.", (), "cmtc"),
        (f"{ASK} sur nos chaises en bois.", (), "ctiba"),
    ],
)
def test_the_centre_of_the_sector_or_of_the_subject_comes_first(text, sectors, key):
    found = called(text, sectors=sectors)
    assert found[0].body.key == key
    assert [each.rank for each in found] == list(range(1, len(found) + 1))
    assert found[0].reasons[0].code is SupportCode.SERVICE_ASKED
    assert found[0].reasons[0].quote.text == text
    assert found[0].reasons[0].service in found[0].body.services


def test_only_a_centre_that_homologates_is_said_to():
    (vehicles, *_) = called("Nous devons faire homologuer une remorque.", sectors=("automotive",))
    assert vehicles.reasons[0].service == "homologation"
    (others, *_) = called("Nous devons faire homologuer un palan.", sectors=("machinery",))
    assert others.body.key == "cerimme"
    assert all(reason.service != "homologation" for reason in others.reasons)


def test_a_cluster_of_the_sector_comes_for_several_firms_and_the_region_breaks_the_tie():
    text = "Nous sommes cinq huileries et voulons mutualiser l'achat d'emballages."
    plain = called(text, sectors=("agrofood",))
    near = called(text, sectors=("agrofood",), region="MA-07")
    assert {each.kind for each in plain} == {SupportKind.CLUSTER}
    assert near[0].body.key == "menara"
    assert SupportCode.SAME_REGION in {reason.code for reason in near[0].reasons}


def test_nobody_is_named_for_a_sector_without_a_body():
    assert called(f"{ASK} sur nos collyres.", sectors=("pharma",)) == ()


def test_alternatives_name_the_bodies_of_the_sector_with_their_reason():
    challenge = Challenge("c", "Récupérer la chaleur du four.", "fr", facts=Facts(("textile",)))
    found = support_for(challenge)
    assert found.called == ()
    assert found.alternatives[0].body.key == "ctth"
    assert not found.alternatives[0].is_called_for
    codes = [reason.code for reason in found.alternatives[0].reasons]
    assert codes[:2] == [SupportCode.NO_STARTUP_FITS, SupportCode.SECTOR_DECLARED]


def test_the_same_challenge_gives_the_same_answer():
    asked = (f"{ASK} sur nos flacons en plastique et nos cartons.",)
    assert called(*asked) == called(*asked)


def test_margins_take_the_reading_that_speaks_most_clearly():
    def rows(first, second):
        return np.array([[first, second]] * NEAREST, dtype=np.float32)

    table = Prototypes(np.zeros(2, np.float32), rows(1, 0), rows(0, 1), rows(0, 1), rows(1, 0))
    one = table.margins(np.array([[0, 1]], dtype=np.float32))
    two = table.margins(np.array([[0, 1], [1, 0]], dtype=np.float32))
    assert (one.centre, two.centre) == (pytest.approx(-1), pytest.approx(1))
    assert one.cluster == pytest.approx(1)
