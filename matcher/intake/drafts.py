"""A challenge as it comes from a form, a file or free text, before requirements are split."""

from dataclasses import dataclass, field
from typing import Final

from matcher.domain.challenge import Facts, Importance
from matcher.intake import amounts, values
from matcher.intake.fields import RowFields
from matcher.intake.limits import IntakeLimits
from matcher.intake.terms import firm_size
from matcher.text.normalise import fold

Requirements = tuple[tuple[str, Importance], ...]
_NOTHING: Final[Requirements] = ()
_LANGUAGES: Final = ("fr", "ar", "en")
_NICE: Final = frozenset(
    {"nice", "nice_to_have", "souhaite", "souhaitee", "souhaitable", "optionnel", "option"}
    | {"optional", "should", "could", "مستحب", "مرغوب", "اختياري"}
)
_MUST: Final = frozenset(
    {"must", "doit", "obligatoire", "required", "mandatory", "imperatif", "ضروري", "الزامي"}
)
_BODY: Final = ("problem", "context", "impact", "success_criteria", "constraints")


@dataclass(frozen=True, slots=True)
class ChallengeDraft:
    """A challenge in a firm's words, not yet split into requirements.

    `text` is exactly the text given, or the form's fields, one paragraph each; what is excluded
    stays out of it, so that nothing is matched with what is not wanted. `requirements` come from
    the form only. `language` is None when nobody said it. `notes` say what was not understood.
    """

    id: str
    title: str
    text: str
    language: str | None = None
    requirements: Requirements = ()
    facts: Facts = field(default_factory=Facts)
    notes: tuple[str, ...] = ()


def draft_of(fields: RowFields, limits: IntakeLimits, fallback_id: str) -> ChallengeDraft:
    """Return the draft that a row or a form gives; problems are left in `fields.problems`."""
    text = fields.read("text", lambda cell: values.exact_text(cell, limits), "")
    body = [fields.read(name, lambda cell: _paragraph(cell, limits), "") for name in _BODY]
    title = fields.read("title", values.title, "")
    whole = "\n\n".join(filter(None, [text, *body])) or title
    requirements: Requirements = (
        *fields.read("requirements", lambda cell: _requirements(cell, Importance.MUST), _NOTHING),
        *fields.read("nice", lambda cell: _requirements(cell, Importance.NICE), _NOTHING),
    )
    if not whole and not requirements and not fields.problems:
        fields.refuse("text", "there is no text", "Write what is sought, in a few sentences.")
    return ChallengeDraft(
        id=fields.read("id", values.identifier, "") or fallback_id,
        title=title,
        text=whole or "\n".join(wanted for wanted, _ in requirements),
        language=_language(fields),
        requirements=requirements,
        facts=_facts(fields),
        notes=_unused(fields),
    )


def _facts(fields: RowFields) -> Facts:
    regions: tuple[str, ...] = fields.read("region", lambda cell: values.several(cell, ";|؛"), ())
    if len(regions) > 1:
        fields.refuse("region", "it names several regions", "Name the region of the site alone.")
    return Facts(
        sectors=fields.read("sectors", lambda cell: values.several(cell, ";|؛"), ()),
        region=next(iter(regions), ""),
        trl_min=fields.read("trl_min", values.trl, None),
        budget_dh=fields.read("budget", amounts.budget_dh, None),
        deadline=fields.read("deadline", amounts.deadline, ""),
        languages=fields.read("languages", values.languages, ()),
        on_site=fields.read("on_site", amounts.yes_or_no, default=False),
        firm=fields.read("firm", values.optional, ""),
        firm_size=fields.read("firm_size", firm_size, None),
    )


def _language(fields: RowFields) -> str | None:
    """Return the language of the text, when exactly one of the three is said."""
    said: tuple[str, ...] = fields.read("language", values.languages, ())
    return said[0] if len(said) == 1 and said[0] in _LANGUAGES else None


def _paragraph(cell: object, limits: IntakeLimits) -> str:
    if isinstance(cell, dict):
        cell = list(cell.values())
    if isinstance(cell, list):
        parts = [_paragraph(item, limits) for item in cell]
        return "\n".join(part for part in parts if part)
    return values.exact_text(cell, limits)


def _requirements(cell: object, importance: Importance) -> Requirements:
    """Return the requirements of a cell: a list of texts or of objects, or lines of a text."""
    if isinstance(cell, list):
        found = [_requirement(item, importance) for item in cell]
    else:
        lines = values.as_text(cell).replace(";", "\n").splitlines()
        found = [_requirement(line.strip(" \t-–•*"), importance) for line in lines]
    return tuple(dict.fromkeys(one for one in found if one[0]))


def _requirement(item: object, importance: Importance) -> tuple[str, Importance]:
    if not isinstance(item, dict):
        return values.title(item), importance
    given = item.get("importance", item.get("priority"))
    return values.title(item.get("text")), _importance(given, importance)


def _importance(given: object, default: Importance) -> Importance:
    word = fold(values.optional(given)).replace(" ", "_")
    if word in _NICE:
        return Importance.NICE
    if word in _MUST or not word:
        return default
    raise values.BadValue(f"the importance '{word}' is not known", "Write must or nice.")


def _unused(fields: RowFields) -> tuple[str, ...]:
    names = list(dict.fromkeys(fields.unknown))[:20]
    return (f"Fields not used: {', '.join(names)}.",) if names else ()
