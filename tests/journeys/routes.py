"""Every route of the application, and what to put into its path, from the filled world.

A route with a parameter that nobody knows needs a line in VALUES or WORDS; its tests say so.
"""

from dataclasses import dataclass
from functools import cache

from matcher.domain.people import Role
from tests.journeys import world
from web.app import create_app

UNGUARDED = {"static"}

VALUES = {
    "challenge_id": lambda half: half.challenges["curation"],
    "introduction_id": lambda half: half.introductions["proposed"],
    "startup_id": lambda half: half.startup,
    "support_id": lambda half: half.support,
    "firm_id": lambda half: half.firm,
    "organisation_id": lambda half: half.firm,
    "kept_id": lambda half: half.firm,
    "going_id": lambda half: half.twin,
    "file_id": lambda half: half.attachment,
    "attachment_id": lambda half: half.proof,
    "deck_id": lambda half: half.deck,
    "capability_id": lambda half: half.capability,
    "invitation_id": lambda half: half.invitations["firm"],
    "request_id": lambda half: half.request,
    "user_id": lambda half: half.people[Role.FIRM].id,
    "import_id": lambda half: half.sheet,
    "mail_id": lambda half: half.mail,
    "verdict_id": lambda half: half.verdict,
    "draft_id": lambda half: half.draft,
    "answer_id": lambda half: half.aid_verdict,
    "plan_id": lambda half: half.plan,
    "conflict_id": lambda half: half.conflict,
    "erasure_id": lambda half: half.erasure,
}
"""Parameter → what a half of the world has for it; these belong to somebody."""
WORDS = {
    "programme_id": "fac",
    "version": "2024",
    "number": "0",
    "secret": "0" * 43,
    "part": "journey",
    "figure": "challenges",
    "subject": "startups",
    "form": "csv",
    "kind": "firms",
}
"""Parameter → a word that belongs to nobody."""
OF_ROUTE = {
    **{
        (f"directory.{name}",): {"organisation_id": lambda half: half.startup}
        for name in ("startup", "edit_startup", "save_startup")
    },
    ("firm", "file_id"): {"challenge_id": lambda half: half.challenges["draft"]},
    ("firm.edit",): {"challenge_id": lambda half: half.challenges["draft"]},
    ("firm.answer",): {
        "challenge_id": lambda half: half.challenges["released"],
        "introduction_id": lambda half: half.introductions["released"],
    },
    ("firm.shortlist",): {"challenge_id": lambda half: half.challenges["released"]},
    ("introductions", "attachment_id"): {
        "introduction_id": lambda half: half.introductions["accepted"]
    },
    **{
        (f"introductions.{name}",): {"introduction_id": lambda half: half.introductions["trio"]}
        for name in ("show", "sheet", "answer", "accept", "decline")
    },
    ("teasers", "challenge_id"): {"challenge_id": lambda half: half.challenges["teaser"]},
    ("startup", "challenge_id"): {"challenge_id": lambda half: half.challenges["curation"]},
}
"""Rooms with a parameter, or routes, where another thing of that kind is meant."""


@dataclass(frozen=True)
class Route:
    """A rule of the map with one of its methods, and who may use it (None: nobody said)."""

    rule: str
    method: str
    endpoint: str
    arguments: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    access: frozenset[Role] | None

    def __str__(self):
        return f"{self.method} {self.rule}"

    @property
    def room(self):
        return self.endpoint.partition(".")[0]

    @property
    def owned(self):
        return [name for name in self.arguments if name in VALUES]

    def lets_in(self, role):
        return self.access is not None and (not self.access or role in self.access)

    def values(self, half):
        """Return the arguments of this route for a half of the world."""
        return {name: self._value(name, half) for name in self.arguments}

    def _value(self, name, half):
        meant = self._meant()
        if name in meant:
            return meant[name](half)
        if name in VALUES:
            return VALUES[name](half)
        words = dict(self.choices) | WORDS
        if name not in words:
            raise LookupError(
                f"{self}: nobody said what {name!r} may be. Add it to VALUES (something that "
                f"belongs to a firm, a startup or the agency) or to WORDS, in {__name__}."
            )
        return words[name]

    def _meant(self):
        keys = [(self.endpoint,), *((self.room, name) for name in self.arguments)]
        return next((OF_ROUTE[key] for key in keys if key in OF_ROUTE), {})


@cache
def routes():
    """Return every route of the application, from its map."""
    services = world.services_in(world.scratch())
    app = create_app(services=services)
    services.database.close()
    found = []
    for rule in app.url_map.iter_rules():
        choices = {
            name: min(converter.items)
            for name, converter in rule._converters.items()
            if hasattr(converter, "items")
        }
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            arguments = tuple(sorted(rule.arguments))
            options = tuple(choices.items())
            found.append(Route(rule.rule, method, rule.endpoint, arguments, options, access))
    return sorted((each for each in found if each.endpoint not in UNGUARDED), key=str)
