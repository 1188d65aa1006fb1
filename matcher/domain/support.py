"""Support bodies: technical centres, which test and advise, and clusters, which convene."""

from dataclasses import dataclass
from enum import StrEnum


class SupportKind(StrEnum):
    """What a support body is."""

    CENTRE = "centre"
    CLUSTER = "cluster"


class Service(StrEnum):
    """What a technical centre does for firms."""

    TESTS_LAB = "tests_lab"
    PRODUCT_CERTIFICATION = "product_certification"
    STANDARDS = "standards"
    TECHNICAL_ASSISTANCE = "technical_assistance"
    TRAINING = "training"
    TECHNOLOGY_WATCH = "technology_watch"
    DIAGNOSTICS = "diagnostics"
    HOMOLOGATION = "homologation"
    EMC_TESTS = "emc_tests"
    PASSIVE_SAFETY_TESTS = "passive_safety_tests"
    CLIENT_SUPPLIER_ARBITRATION = "client_supplier_arbitration"


@dataclass(frozen=True, slots=True)
class SupportBody:
    """A technical centre or a cluster: only what its sources confirm; empty means "not said".

    `name` and `acronym` are as the body writes them, in every language. `also_serves` are sectors
    that sources on these sectors name it for, besides its own.
    """

    key: str
    kind: SupportKind
    name: str
    sources: tuple[str, ...]
    acronym: str = ""
    sectors: tuple[str, ...] = ()
    also_serves: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    city: str = ""
    region: str = ""

    @property
    def label(self) -> str:
        """The acronym and the name."""
        return f"{self.acronym}, {self.name}" if self.acronym else self.name

    def serves(self, sector: str) -> bool:
        """Tell whether it works for the firms of a sector."""
        return sector in self.sectors or sector in self.also_serves


class SupportCode(StrEnum):
    """Why a support body is proposed; the sentence that people read is worded at the edge."""

    SERVICE_ASKED = "service_asked"
    TESTING_DECLARED = "testing_declared"
    SEVERAL_FIRMS = "several_firms"
    SUBJECT = "subject"
    SECTOR_DECLARED = "sector_declared"
    SECTOR_READ = "sector_read"
    SAME_REGION = "same_region"
    NO_STARTUP_FITS = "no_startup_fits"


@dataclass(frozen=True, slots=True)
class Quote:
    """The challenge's exact words: `[start:end]` of its "text", its "title" or a requirement.

    `source` is "text", "title" or the id of the requirement.
    """

    text: str
    start: int
    end: int
    source: str = "text"


@dataclass(frozen=True, slots=True)
class SupportReason:
    """One reason for a support body, with the service or the sector that it is about."""

    code: SupportCode
    quote: Quote | None = None
    service: Service | None = None
    sector: str = ""


@dataclass(frozen=True, slots=True)
class SupportNeed:
    """What a challenge asks of support bodies: services of centres, and whether of a cluster.

    A service stands with the words that ask for it; None where the form asks, not the words.
    """

    services: tuple[tuple[Service, Quote | None], ...] = ()
    several_firms: tuple[Quote, ...] = ()

    @property
    def kinds(self) -> frozenset[SupportKind]:
        """The kinds of body that are called for; empty when nothing calls for one."""
        called = {SupportKind.CENTRE: self.services, SupportKind.CLUSTER: self.several_firms}
        return frozenset(kind for kind, asked in called.items() if asked)


@dataclass(frozen=True, slots=True)
class SupportMatch:
    """A support body for a challenge, with its reasons.

    `is_called_for` is false for one that nothing in the challenge asks for: it is an alternative
    where no startup fits.
    """

    rank: int
    body: SupportBody
    reasons: tuple[SupportReason, ...]
    is_called_for: bool = True

    @property
    def kind(self) -> SupportKind:
        """What the body is."""
        return self.body.kind
