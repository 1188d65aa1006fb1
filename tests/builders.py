"""Builders that give the dull fields, so that a test shows only what matters."""

from matcher.domain.challenge import Challenge, Facts, Importance, Requirement
from matcher.domain.startup import Capability, Startup


def a_startup(startup_id="s1", text="Capteurs sans fil pour machines.", *, title="", **fields):
    """Return a startup with one capability."""
    return Startup(
        id=startup_id,
        name=fields.pop("name", startup_id.upper()),
        capabilities=(Capability(f"{startup_id}-c1", title, text),),
        **fields,
    )


def a_challenge(text="Nous cherchons des capteurs sans fil.", language="fr", **fields):
    """Return a challenge; `musts` and `wishes` are the texts of requirements from a form."""
    musts, wishes = fields.pop("musts", ()), fields.pop("wishes", ())
    requirements = [Requirement(f"m{n}", each) for n, each in enumerate(musts)]
    requirements += [Requirement(f"w{n}", each, Importance.NICE) for n, each in enumerate(wishes)]
    facts = fields.pop("facts", Facts())
    return Challenge("c1", text, language, requirements=tuple(requirements), facts=facts, **fields)
