"""One message of each kind."""

from datetime import UTC, date, datetime

from matcher.domain.introduction import DeclineReason
from matcher.notify import data_messages as data
from matcher.notify import messages as m

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 16)
TITLE = "Eaux de rinçage"
LINK = "/demande/k3y-Of_the.page"
FIRM = m.Contact(organisation="Entreprise A", person="Personne A", email="a@firm.invalid")
STARTUP = m.Contact(
    organisation="شركة ب", person="شخص ب", email="b@startup.invalid", phone="+212 5 00 00 00 00"
)
CENTRE = m.Contact(organisation="Centre technique A", person="Personne C", email="c@centre.invalid")
_ABOUT = {"challenge_title": TITLE, "link": LINK}

EXAMPLES: tuple[m.Message, ...] = (
    m.JoinRequestReceived(organisation="Atelier A"),
    m.JoinRequestRefused(organisation="Atelier A", reason="Hors du champ."),
    m.Invitation(organisation="Atelier A", link=LINK, expires_at=AT),
    m.ConfirmEmail(name="Personne A", link=LINK, expires_at=AT),
    m.PasswordReset(link=LINK, expires_at=AT),
    m.PasswordChanged(changed_at=AT, link="/mot-de-passe"),
    m.AccountDisabled(),
    m.AccountExists(link="/account/forgot"),
    m.EmailChanged(changed_at=AT),
    m.SecondFactorChanged(changed_at=AT, added="yes", reset="yes", recovered="yes"),
    m.AccountAttacked(account="Personne A", network="192.0.2.0", link="/desk/people/3"),
    m.ChallengeReceived(**_ABOUT),
    m.TeaserApproved(**_ABOUT),
    m.TeaserRefused(**_ABOUT, reason="Une marque est citée."),
    m.ShortlistReleased(**_ABOUT, count=3, answer_by=DAY),
    m.NoPartner(**_ABOUT, fallback="Centre technique A", reason="Trop particulier."),
    m.IntroductionProposedToFirm(**_ABOUT, startup_summary="Filtration", why="Oui", answer_by=DAY),
    m.IntroductionProposedToStartup(**_ABOUT, challenge_summary="Eau", why="Oui", answer_by=DAY),
    m.IntroductionProposedToSupport(
        **_ABOUT, challenge_summary="Eau", startup_summary="Filtration", why="Oui", answer_by=DAY
    ),
    m.IntroductionReminder(**_ABOUT, answer_by=DAY),
    m.IntroductionAccepted(
        challenge_title=TITLE,
        firm=FIRM,
        startup=STARTUP,
        why={"fr": "Vos procédés se répondent.", "ar": "حلولكم متكاملة."},
    ),
    m.IntroductionWithoutSupport(**_ABOUT, support="Centre technique A"),
    m.IntroductionDeclined(**_ABOUT, reason=DeclineReason.BUDGET, note="Un mot de plus."),
    m.IntroductionExpired(**_ABOUT),
    m.OutcomeAsked(**_ABOUT),
    m.SuggestionsDigest(items=(m.Suggestion(title=TITLE, link="/defis/7"),), link="/defis"),
    data.ErasureAsked(done_by=DAY, link="/account/data"),
    data.DataErased(),
    data.DataReady(link="/account/data"),
    data.AccountUnused(erased_on=DAY, link="/account/sign-in"),
    m.DeskDigest(counts=dict.fromkeys(m.DeskCount, 2), oldest_days=4, link="/bureau"),
    m.JournalHead(sequence=7, head="sequence: 7", taken_at=AT),
)
