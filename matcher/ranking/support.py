"""Which support bodies a challenge calls for, in order, and why; or who may help without a call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matcher import reference
from matcher.domain.challenge import Challenge
from matcher.domain.support import (
    Quote,
    Service,
    SupportBody,
    SupportCode,
    SupportKind,
    SupportMatch,
    SupportNeed,
    SupportReason,
)
from matcher.ranking import shared
from matcher.ranking.support_learned import features
from matcher.ranking.support_meaning import Margins
from matcher.ranking.support_words import Reading, pieces, read_words
from matcher.text.sectors import known, sectors_in, sectors_mentioned
from matcher.text.support_phrases import subject_patterns

ENOUGH_WORDS: Final = 3.0
"""Points from which words alone call for a support body."""
ENOUGH_CENTRE, ENOUGH_CLUSTER = 2.0, 3.0
"""Points from which words and meaning together call for one."""
UNSAID: Final = 1.5
"""Points more that meaning must give where no sentence asks outright for what a centre does."""
WEIGHT: Final = 25.0
"""Points of a margin of meaning of 1; margins lie between -0.4 and 0.2."""
TESTING: Final = "testing"
"""The kind of collaboration that asks for a test, in a challenge's form."""
MOST: Final = 3
"""How many bodies of a kind are listed."""
NEAR: Final = 0.5
"""Share of the first one's points below which a body is not listed beside it."""
DECLARED, READ, MENTIONED, ALSO, SUBJECT, REGION = 3.0, 2.0, 0.75, 0.8, 1.0, 1.25
"""Points of a sector declared, read from the text or only mentioned in it; the share of these for a
sector that the body serves besides its own; points of each subject (up to MOST_SUBJECTS) and of a
cluster's region: centres serve the whole country."""
MOST_SUBJECTS: Final = 3
SPECIALIST: Final = -2.5
"""Points of a specialist where nothing is said of what it deals with."""
BRANCH: Final = 4.5
"""Points of a cosine of 1 with what a centre's branch makes."""
OFFERED: Final = 0.25
"""Points of each service that is asked for and offered."""
_INSTEAD: Final[Mapping[Service, Service]] = {
    Service.HOMOLOGATION: Service.PRODUCT_CERTIFICATION,
    Service.EMC_TESTS: Service.TESTS_LAB,
    Service.PASSIVE_SAFETY_TESTS: Service.TESTS_LAB,
    Service.CLIENT_SUPPLIER_ARBITRATION: Service.TECHNICAL_ASSISTANCE,
    Service.DIAGNOSTICS: Service.TECHNICAL_ASSISTANCE,
}
"""What a centre can do about a service that it does not name."""


@dataclass(frozen=True, slots=True)
class Support:
    """What the engine says of support bodies: those called for, and alternatives to startups."""

    called: tuple[SupportMatch, ...]
    alternatives: tuple[SupportMatch, ...]


def support_for(challenge: Challenge, margins: Margins | None = None) -> Support:
    """Return the support bodies for a challenge; by words alone without margins of meaning.

    Where nothing calls for one, the bodies of its sectors are alternatives for when no startup
    fits. Both are empty where no body serves the sectors that the challenge speaks of.
    """
    need = need_of_support(challenge, margins)
    if need.kinds:
        return Support(_ranked(challenge, need, margins.branches if margins else {}), ())
    return Support((), _alternatives(challenge))


def need_of_support(challenge: Challenge, margins: Margins | None = None) -> SupportNeed:
    """Return what a challenge asks of support bodies, with the sentences that ask."""
    found = read_words(challenge)
    is_centre, is_cluster = _verdict(found, margins)
    several = tuple(found.firms) or _nearest(challenge, margins.firms if margins else ())
    services = _services(found, challenge, margins) if is_centre else ()
    if not services and challenge.facts.collaboration == TESTING:
        services = tuple(found.asked.items()) or ((Service.TESTS_LAB, None),)
    return SupportNeed(services, several if is_cluster else ())


def _verdict(found: Reading, margins: Margins | None) -> tuple[bool, bool]:
    """Return whether a centre and whether a cluster is called for: learned, else by points."""
    if margins is not None and margins.model is not None and margins.readings is not None:
        model, near = margins.model, (margins.centre, margins.cluster)
        chances = model.chances(features(found, model.cues, margins.readings, near))
        return chances.is_centre, chances.is_cluster
    centre, cluster = found.centre, found.cluster
    enough_centre = enough_cluster = ENOUGH_WORDS
    if margins is not None:
        centre += WEIGHT * margins.centre
        cluster += WEIGHT * margins.cluster
        enough_centre = ENOUGH_CENTRE + UNSAID * (not found.asked)
        enough_cluster = ENOUGH_CLUSTER
    is_cluster = bool(found.firms) and cluster >= enough_cluster
    return centre >= enough_centre and not (is_cluster and cluster > centre), is_cluster


def _nearest(challenge: Challenge, near: Sequence[float]) -> tuple[Quote, ...]:
    """Return the requirement that is nearest by meaning, where it stands."""
    if not near or len(near) != len(challenge.requirements):
        return ()
    best = challenge.requirements[max(range(len(near)), key=near.__getitem__)]
    if best.start is None or best.end is None:
        return (Quote(best.text, 0, len(best.text), best.id),)
    return (Quote(best.text, best.start, best.end),)


def _services(
    found: Reading, challenge: Challenge, margins: Margins | None
) -> tuple[tuple[Service, Quote | None], ...]:
    """Return what is asked for; where no sentence asks outright, the first that is spoken of.

    Without any word of a service, the requirement that is nearest to an ask asks for advice.
    """
    spoken = [(each, found.mentioned[each]) for each in Service if each in found.mentioned]
    if found.asked or spoken or margins is None or margins.model is None:
        return tuple(found.asked.items()) or tuple(spoken[:1])
    quotes = _nearest(challenge, margins.asks)
    return ((Service.TECHNICAL_ASSISTANCE, quotes[0]),) if quotes else ()


def _ranked(
    challenge: Challenge, need: SupportNeed, branches: Mapping[str, float]
) -> tuple[SupportMatch, ...]:
    listed: list[tuple[float, SupportBody, tuple[SupportReason, ...]]] = []
    evidence = _Evidence(challenge)
    for kind in sorted(need.kinds):
        asked = [(body, *evidence.of(body)) for body in reference.support_bodies()
                 if body.kind is kind]  # fmt: skip
        fits = []
        for body, score, reasons in asked:
            worth = score + _by_branch(body, branches, is_said=score > 0)
            if worth <= 0:
                continue
            called = _called(need, body)
            points = worth + OFFERED * len({each.service for each in called if each.service})
            fits.append((points, body, (*called, *reasons)))
        fits.sort(key=lambda each: (-each[0], each[1].key))
        listed += [each for each in fits[:MOST] if each[0] >= NEAR * fits[0][0]]
    listed.sort(key=lambda each: (-each[0], each[1].key))
    return tuple(
        SupportMatch(rank, body, reasons) for rank, (_, body, reasons) in enumerate(listed, 1)
    )


def _by_branch(body: SupportBody, branches: Mapping[str, float], *, is_said: bool) -> float:
    """Return the points of what a centre's branch makes; without words, only the nearest has any.

    Branches that no centre serves are there to be nearer where nobody should be named.
    """
    if body.key not in branches:
        return 0.0
    near = branches[body.key]
    if is_said:
        return BRANCH * max(near, 0.0)
    others = (value for key, value in branches.items() if key != body.key)
    return BRANCH * near if near > 0 and near >= max(others, default=0.0) else 0.0


def _called(need: SupportNeed, body: SupportBody) -> list[SupportReason]:
    if body.kind is SupportKind.CLUSTER:
        return [SupportReason(SupportCode.SEVERAL_FIRMS, need.several_firms[0])]
    reasons: dict[tuple[Service | None, str], SupportReason] = {}
    for service, quote in need.services:
        offered = service if service in body.services else _INSTEAD.get(service)
        if offered not in body.services:
            continue
        code = SupportCode.SERVICE_ASKED if quote else SupportCode.TESTING_DECLARED
        reason = SupportReason(code, quote, offered)
        reasons.setdefault((offered, quote.text if quote else ""), reason)
    return list(reasons.values())


def _alternatives(challenge: Challenge) -> tuple[SupportMatch, ...]:
    """Return the bodies of the challenge's sectors, the best first; a mention is not enough."""
    evidence = _Evidence(challenge)
    of_sector = [each for each in reference.support_bodies() if evidence.is_of_sector(each)]
    fits = [(body, *evidence.of(body)) for body in of_sector]
    fits = sorted((each for each in fits if each[1] > 0), key=lambda each: (-each[1], each[0].key))
    reason = SupportReason(SupportCode.NO_STARTUP_FITS)
    return tuple(
        SupportMatch(rank, body, (reason, *reasons), is_called_for=False)
        for rank, (body, _, reasons) in enumerate(fits[:MOST], 1)
    )


class _Evidence:
    """What a challenge says of sectors, subjects and place, asked body by body."""

    def __init__(self, challenge: Challenge) -> None:
        whole = f"{challenge.title}\n{challenge.text}"
        self._declared = known(shared.sectors(challenge.facts.sectors))
        self._read = sectors_in(whole)
        self._mentioned = sectors_mentioned(whole)
        self._region = shared.regions([challenge.facts.region])
        self._pieces = tuple(pieces(challenge))
        self._patterns = subject_patterns(challenge.language)

    def of(self, body: SupportBody) -> tuple[float, tuple[SupportReason, ...]]:
        """Return how well a body suits the challenge (0: not at all), and why."""
        sector, sector_points, code = self._sector(body)
        found, quote = self._subjects(body)
        points = sector_points + SUBJECT * min(found, MOST_SUBJECTS)
        if points > 0 and found == 0 and _is_specialist(body):
            points += SPECIALIST
        if points <= 0:
            return 0.0, ()
        reasons = []
        if sector:
            reasons.append(SupportReason(code, sector=sector))
        if quote:
            reasons.append(SupportReason(SupportCode.SUBJECT, quote))
        if body.kind is SupportKind.CLUSTER and body.region in self._region:
            points += REGION
            reasons.append(SupportReason(SupportCode.SAME_REGION))
        return points, tuple(reasons)

    def is_of_sector(self, body: SupportBody) -> bool:
        """Tell whether a body serves a sector that is declared, or that the text is about."""
        return self._sector(body)[1] >= READ * ALSO

    def _sector(self, body: SupportBody) -> tuple[str, float, SupportCode]:
        best = ("", 0.0, SupportCode.SECTOR_READ)
        for sectors, points, code in (
            (self._declared, DECLARED, SupportCode.SECTOR_DECLARED),
            (self._read, READ, SupportCode.SECTOR_READ),
            (self._mentioned, MENTIONED, SupportCode.SECTOR_READ),
        ):
            for sector in sorted(sectors):
                if not body.serves(sector):
                    continue
                worth = points if sector in body.sectors else points * ALSO
                if worth > best[1]:
                    best = (sector, worth, code)
        return best

    def _subjects(self, body: SupportBody) -> tuple[int, Quote | None]:
        """Return how many different subjects of a body are spoken of, and the first sentence."""
        pattern = self._patterns.get(body.key)
        if pattern is None:
            return 0, None
        words: set[str] = set()
        first: Quote | None = None
        for piece in self._pieces:
            found = _found(pattern.findall(piece.folded))
            if found and first is None:
                first = piece.quote
            words |= found
        return len(words), first


def _found(words: Sequence[str]) -> set[str]:
    return {word.strip() for word in words if word.strip()}


def _is_specialist(body: SupportBody) -> bool:
    subjects = reference.support_subjects().get(body.key)
    return subjects is not None and subjects.is_specialist
