"""Pairs that are forbidden and locked, plans compared, and limits that give way."""

import html
import re

from matcher.domain.visibility import ChallengeState
from matcher.store.challenges import ChallengeRow


def test_a_forbidden_pair_is_gone_and_the_comparison_says_why(desk):
    first = desk.planned()
    gone = desk.pairs(first)[0]
    second = desk.mark(first, gone, "forbid")
    assert gone not in desk.pairs(second)
    shown = desk.shown(second)
    assert "Interdit" in shown
    compare = html.unescape(re.search(r'href="([^"]+/compare\?[^"]+)"', shown)[1])
    told = desk.shown(compare)
    assert "Couple interdit" in told
    assert "interdit ce couple" in told
    assert "Succès attendus" in told


def test_a_locked_pair_stays_and_can_be_freed(desk, filled):
    first = desk.planned()
    chosen = set(desk.pairs(first))
    other = next(
        f"{challenge}-{startup}"
        for challenge in filled["challenges"]
        for startup in filled["startups"]
        if f"{challenge}-{startup}" not in chosen
    )
    second = desk.mark(first, other, "force")
    assert other in desk.pairs(second)
    assert "Imposé" in desk.shown(second)
    third = desk.mark(second, other, "free")
    assert "Aucun. Le plan a choisi librement." in desk.shown(third)


def test_a_lock_that_cannot_be_held_is_told_and_can_be_taken_away(desk, filled, services):
    first = desk.planned()
    pair = desk.pairs(first)[0]
    second = desk.mark(first, pair, "force")
    with services.database.session() as session:
        session.get_one(ChallengeRow, int(pair.split("-")[0])).state = ChallengeState.CLOSED
    third = desk.solve(desk.post(f"{second}/again").location)
    shown = desk.shown(third)
    assert "1 couple imposé n'a pas pu être tenu" in shown
    assert "Non tenu :" in shown
    assert shown.count("Ce défi n'est plus ouvert.") == 2
    assert "Non tenu :" not in desk.shown(desk.mark(third, pair, "free"))


OWN_LIMIT = re.compile(r"Pour l'entreprise « Atelier \d » seulement, [^<]*: 1\.")


def test_what_is_set_for_one_firm_is_shown_and_can_be_forgotten(desk):
    impossible = desk.planned(per_firm="0", least="1")
    answer = desk.post(f"{impossible}/relax", place=_place_of(desk.shown(impossible)))
    second = answer.location
    desk.solve(second)
    only = OWN_LIMIT.search(desk.shown(second)).group()
    number = second.rpartition("/")[2]
    assert only in desk.shown(f"/desk/plans/new?from={number}")
    kept = desk.ask(**{"from": number})
    assert only in desk.shown(desk.solve(kept))
    gone = desk.ask(**{"from": number, "drops_own_limits": "y"})
    assert only not in desk.shown(desk.solve(gone))


def test_a_mark_that_nobody_knows_is_refused(desk):
    address = desk.planned()
    pair = desk.pairs(address)[0].split("-")
    wrong = {"version": 2, "challenge": pair[0], "startup": pair[1], "how": "marry"}
    assert desk.post(f"{address}/mark", **wrong).status_code == 400
    assert desk.post(f"{address}/mark", version=2, how="forbid").status_code == 400
    stale = wrong | {"how": "forbid", "version": 1}
    assert desk.post(f"{address}/mark", **stale).status_code == 409


def test_two_plans_need_two_plans(desk):
    address = desk.planned()
    assert "Il n'y a pas d'autre plan à comparer" in desk.shown(f"{address}/compare")
    desk.planned(per_firm="1", per_startup="2")
    assert '<select class="input" name="with">' in desk.shown(f"{address}/compare")


def test_an_impossible_plan_says_what_conflicts_and_gives_way(desk):
    address = desk.planned(exposure_floor="50")
    shown = desk.shown(address)
    assert "Impossible" in shown
    assert "Ce qui se contredit" in shown
    assert "Startups jamais présentées qui doivent avoir une place : 50." in shown
    answer = desk.post(f"{address}/relax", place=_place_of(shown))
    assert answer.status_code == 303
    after = desk.shown(desk.solve(answer.location))
    assert "Qui devrait rencontrer qui" in after


def _place_of(shown):
    return re.search(r'/relax">.*?name="place" value="(\d+)"', shown, re.DOTALL)[1]


def test_giving_way_on_what_is_not_there_is_refused(desk):
    address = desk.planned(exposure_floor="50")
    assert desk.post(f"{address}/relax", place=40).status_code == 409
    assert desk.post(f"{address}/relax").status_code == 409
    solved = desk.planned()
    assert desk.post(f"{solved}/relax", place=0).status_code == 409
