"""T17: does anybody learn who the other is before both said yes, or why one said no?"""

import pytest

from matcher.domain.introduction import Stage
from tests.journeys.play import said_in, to

OF_FIRM = ("Laiterie Zellige", "Zellige")
OF_STARTUP = ("Aquaverte",)


def hidden(play, introduction, side):
    """Return what a side can read of an introduction, page and answer page together."""
    pages = [
        side.get(path).get_data(as_text=True)
        for path in (f"/introductions/{introduction}", f"/introductions/{introduction}/answer")
    ]
    return "\n".join(pages)


def assert_apart(play, introduction, letters):
    """Check that neither page nor letter of a side names the other, or holds its address."""
    for side, other, names in (
        (play.firm, play.startup, OF_STARTUP),
        (play.startup, play.firm, OF_FIRM),
    ):
        told = hidden(play, introduction, side) + said_in(to(letters, side))
        for word in (*names, other.user.email, other.user.name):
            assert word not in told, word
    assert not [each for each in letters if len(each.to) > 1]


@pytest.mark.parametrize("first", ["firm", "startup"])
def test_t17_no_identity_leaves_before_both_accept(play, first):
    """One side accepts an anonymous introduction: pages and letters still name nobody."""
    letters = play.letters.sent
    challenge = play.post(
        visibility="anonymous", teaser_title="Filtrer des effluents",
        teaser_text="Un industriel cherche une filtration membranaire pour des effluents.",
    )  # fmt: skip
    play.officer.do("/desk/teasers", f"/{challenge}/approve")
    play.keep(challenge, play.fits)
    play.release(challenge)
    introduction, _ = play.propose(challenge, play.fits)
    assert_apart(play, introduction, letters)
    side = getattr(play, first)
    side.do(f"/introductions/{introduction}/answer", "/accept")
    play.work(minutes=1)
    assert_apart(play, introduction, letters)
    other = play.startup if first == "firm" else play.firm
    other.do(f"/introductions/{introduction}/answer", "/accept")
    [both] = [each for each in play.work(minutes=1) if len(each.to) > 1]
    assert set(both.to) == {play.firm.user.email, play.startup.user.email}


@pytest.mark.parametrize("first", ["firm", "startup"])
def test_t17_the_declined_side_learns_that_there_is_no_follow_up(play, first):
    """One side said yes, the other declines with a reason and a note: neither is passed on."""
    introduction = play.proposed()
    yes, no = (play.firm, play.startup) if first == "firm" else (play.startup, play.firm)
    yes.do(f"/introductions/{introduction}/answer", "/accept")
    no.do(
        f"/introductions/{introduction}/answer", "/decline", reason="budget", note="Trop cher, non."
    )
    letters = play.work(minutes=1)
    told = hidden(play, introduction, yes) + said_in(to(letters, yes))
    for word in ("Trop cher", no.user.email, no.user.name):
        assert word not in told
    assert play.stage(introduction) is Stage.DECLINED
    assert not [each for each in play.letters.sent if len(each.to) > 1]


def test_t17_a_yes_cannot_be_followed_by_a_no_that_undoes_an_introduction(play):
    """A side that accepted declines before the other answered: it ends, and nobody is named."""
    introduction = play.proposed()
    path = f"/introductions/{introduction}/answer"
    no = play.firm.form(path, "/decline")
    play.firm.do(path, "/accept")
    late = play.firm.send(no, reason="no_time", note="")
    assert late.status_code in {303, 409}
    play.work(minutes=1)
    if play.stage(introduction) is Stage.DECLINED:
        assert play.startup.client.post(path.replace("answer", "accept")).status_code == 400
    assert not [each for each in play.letters.sent if len(each.to) > 1]


def test_t17_silence_for_the_time_that_is_given_closes_politely(play):
    """Nobody answers: one reminder, then the end; both are told the same, and named to nobody."""
    introduction = play.proposed()
    letters = [each for _ in range(25) for each in play.work(days=1)]
    assert play.stage(introduction) is Stage.EXPIRED
    for side in (play.firm, play.startup):
        assert to(letters, side)
        assert "/accept" not in side.read(f"/introductions/{introduction}/answer")
    assert not [each for each in letters if len(each.to) > 1]
    assert play.firm.user.email not in said_in(to(letters, play.startup))
    assert play.startup.user.email not in said_in(to(letters, play.firm))
