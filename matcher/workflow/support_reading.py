"""The support bodies that the engine names for a challenge, and those that its firm was shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from matcher.domain.support import (
    Service,
    SupportBody,
    SupportCode,
    SupportKind,
)
from matcher.errors import NotFound
from matcher.reference import support_bodies
from matcher.store.challenges import ChallengeRow
from matcher.store.matches import MatchRunRow
from matcher.store.organisations import OrganisationRow
from matcher.store.support import SupportBodyRow
from matcher.wording.support import DRAFTS, SERVICES, SUPPORT_KINDS
from matcher.workflow.challenges import readable
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import FULL
from matcher.workflow.naming import sector_name


@dataclass(frozen=True, slots=True)
class SupportReasonView:
    """A reason for a support body; `quote` is "" where no words of the challenge stand for it."""

    code: SupportCode
    quote: str
    start: int
    end: int
    source: str
    service: Service | None
    sector: str


@dataclass(frozen=True, slots=True)
class SupportView:
    """A support body for a challenge, with its reasons.

    `organisation_id` is None unless it takes part. `is_called_for` is false for an alternative that
    nothing in the challenge asks for.
    """

    key: str
    kind: SupportKind
    acronym: str
    name: str
    city: str
    services: tuple[Service, ...]
    organisation_id: int | None
    reasons: tuple[SupportReasonView, ...]
    is_called_for: bool

    @property
    def label(self) -> str:
        """The acronym and the name."""
        return f"{self.acronym}, {self.name}" if self.acronym else self.name


def suggested(context: Context, challenge_id: int) -> tuple[SupportView, ...]:
    """Return the support bodies of the last full run, best first; officers only.

    Those that the challenge calls for; where it calls for none, alternatives of its sectors.
    """
    context.staff()
    return _views(context, _kept(context, challenge_id))


def shown_to_firm(context: Context, challenge_id: int) -> tuple[SupportView, ...]:
    """Return the support bodies that an officer showed the firm for a challenge of its own."""
    return _views(context, readable(context, challenge_id).support)


def show(context: Context, row: ChallengeRow, keys: Iterable[str]) -> None:
    """Keep for the firm those of the suggested bodies that an officer chose; none removes all."""
    context.staff()
    chosen = set(keys)
    row.support = [each for each in _kept(context, row.id) if each["key"] in chosen]


def fallback_draft(context: Context, challenge_id: int) -> str:
    """Return who may help the firm where no startup fits, in its language; "" without a body."""
    found = suggested(context, challenge_id)
    row = context.session.get(ChallengeRow, challenge_id)
    if row is None:
        raise NotFound("There is no such challenge.")
    return _draft(found[0], row.language) if found else ""


def _draft(body: SupportView, language: str) -> str:
    drafts = DRAFTS.get(language, DRAFTS["fr"])
    language = language if language in DRAFTS else "fr"
    values = {
        "body": body.label,
        "kind": SUPPORT_KINDS[language][body.kind],
        "service": "",
        "quote": "",
        "sector": next(
            (sector_name(each.sector, language) for each in body.reasons if each.sector), ""
        ),
    }
    first = body.reasons[0]
    if first.service is not None:
        values |= {"service": SERVICES[language][first.service], "quote": first.quote}
        return drafts["asked" if first.quote else "offered"].format(**values)
    if first.code is SupportCode.SEVERAL_FIRMS:
        return drafts["several"].format(**(values | {"quote": first.quote}))
    return drafts[body.kind.value].format(**values).replace(" ()", "")


def _kept(context: Context, challenge_id: int) -> list[dict[str, Any]]:
    found = context.session.scalar(
        select(MatchRunRow.support)
        .where(MatchRunRow.challenge_id == challenge_id, MatchRunRow.reading == FULL)
        .order_by(MatchRunRow.id.desc())
        .limit(1)
    )
    return list(found or ())


def _views(context: Context, kept: list[dict[str, Any]]) -> tuple[SupportView, ...]:
    """Return what was kept as views; a body that data/support lost since is left out."""
    if not kept:
        return ()
    bodies = {each.key: each for each in support_bodies()}
    ids = _taking_part(context, [each["key"] for each in kept])
    return tuple(
        _view(bodies[each["key"]], each, ids.get(each["key"]))
        for each in kept
        if each["key"] in bodies
    )


def _taking_part(context: Context, keys: list[str]) -> Mapping[str, int]:
    found = context.session.execute(
        select(SupportBodyRow.key, SupportBodyRow.id)
        .join(OrganisationRow, OrganisationRow.id == SupportBodyRow.id)
        .where(SupportBodyRow.key.in_(keys), OrganisationRow.is_active)
    )
    return dict(found.all())


def _view(body: SupportBody, kept: dict[str, Any], organisation_id: int | None) -> SupportView:
    return SupportView(
        key=body.key,
        kind=body.kind,
        acronym=body.acronym,
        name=body.name,
        city=body.city,
        services=body.services,
        organisation_id=organisation_id,
        reasons=tuple(_reason(each) for each in kept["reasons"]),
        is_called_for=kept["is_called_for"],
    )


def _reason(kept: dict[str, Any]) -> SupportReasonView:
    quote = kept["quote"] or {"text": "", "start": 0, "end": 0, "source": ""}
    return SupportReasonView(
        code=SupportCode(kept["code"]),
        quote=quote["text"],
        start=quote["start"],
        end=quote["end"],
        source=quote["source"],
        service=Service(kept["service"]) if kept["service"] else None,
        sector=kept["sector"],
    )
