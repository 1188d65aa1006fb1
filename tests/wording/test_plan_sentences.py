"""Every code of plans has its sentence, and each sentence finds what fills it."""

import re
from enum import Enum

import pytest

from matcher.domain.plan import (
    Conflict,
    ConstraintRef,
    ForbidCode,
    HeldBy,
    HeldCode,
    LeftOutKind,
    LimitKind,
    Relaxation,
    Why,
    WhyCode,
)
from matcher.wording import plan_changes, plan_notices, plans
from matcher.workflow import plan_telling
from matcher.workflow.conflicts import ConflictKind
from matcher.workflow.plan_kept import Open
from matcher.workflow.plan_locks import UnheldCode
from matcher.workflow.plan_naming import Names
from matcher.workflow.plan_settings import (
    DEFAULT_OF,
    NUMBERS,
    SHARES,
    FailureCode,
    Mark,
    PlanSettings,
    PlanState,
)

LANGUAGES = ("fr", "ar", "en")
NAMES = Names(
    challenges={1: "Défi"}, firm_of={1: 2}, firms={2: "Entreprise"}, startups={3: "Startup"},
    regions={3: "MA-06"}, officers={4: "Chargée"},
)  # fmt: skip
NUMBERS_OF_WHY = {
    WhyCode.BEST: ("chance",),
    WhyCode.AMONG_BEST: ("chance", "place", "of"),
    WhyCode.LAST_PLACE: ("places", "contenders"),
    WhyCode.NEWCOMER: ("floor", "newcomers"),
    WhyCode.REGION: ("least", "count"),
    WhyCode.EVENS_OUT: ("times_seen", "better_seen"),
    WhyCode.NEEDED: ("least",),
    WhyCode.INSTEAD: ("chance", "withheld_chance"),
}
NUMBERS_OF_HELD = {
    HeldCode.UNDER_WAY: ("open",),
    HeldCode.LOT: ("cap",),
    HeldCode.EVENNESS: ("times_seen",),
}
SUBJECTS = {
    LimitKind.STARTUP: {"startup_id": 3},
    LimitKind.FIRM: {"firm_id": 2},
    LimitKind.OFFICER: {"officer_id": 4},
    LimitKind.MOST: {"challenge_id": 1},
    LimitKind.LEAST: {"challenge_id": 1},
    LimitKind.FORCED: {"challenge_id": 1, "startup_id": 3},
    LimitKind.FORBIDDEN: {"challenge_id": 1, "startup_id": 3},
    LimitKind.FLOOR: {},
    LimitKind.REGION: {"region": "MA-06"},
}
MARKED = frozenset({LimitKind.FORCED, LimitKind.FORBIDDEN})


def filled(family, told, language):
    sentence = family[language][told.code]
    words = sentence.format(**told.params)
    assert "{" not in words
    assert words.strip()
    return words


def constraints():
    for kind in LimitKind:
        codes = ForbidCode if kind is LimitKind.FORBIDDEN else (None,)
        for code in codes:
            limit = None if kind in MARKED else 2
            yield ConstraintRef(kind, limit=limit, forbidden=code, **SUBJECTS[kind])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_rough", [True, False])
@pytest.mark.parametrize("code", WhyCode)
def test_each_reason_has_a_sentence(code, is_rough, language):
    told = plan_telling.why(
        Why(code, dict.fromkeys(NUMBERS_OF_WHY.get(code, ()), 0.5)), is_rough=is_rough
    )

    words = filled(plans.WHYS, told, language)

    if is_rough:
        assert "%" not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chance_is_told_in_per_cent(language):
    told = plan_telling.why(Why(WhyCode.BEST, {"chance": 0.423}), is_rough=False)

    assert re.search(r"\b42\s?%", filled(plans.WHYS, told, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_thing_that_holds_out_has_a_sentence(language):
    for code in HeldCode:
        if code is HeldCode.LIMIT:
            continue
        numbers = dict.fromkeys(NUMBERS_OF_HELD.get(code, ()), 1.0)
        filled(
            plans.HELD_BY,
            plan_telling.held_by(HeldBy(code, None, numbers), NAMES, Open()),
            language,
        )
    held = {LimitKind.STARTUP, LimitKind.FIRM, LimitKind.OFFICER, LimitKind.MOST}
    for ref in constraints():
        if ref.kind in held | {LimitKind.FORBIDDEN}:
            limit = HeldBy(HeldCode.LIMIT, ref, {"used": 2, "limit": 2})
            filled(plans.HELD_BY, plan_telling.held_by(limit, NAMES, Open()), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_constraint_and_its_relaxation_have_a_sentence(language):
    refs = tuple(constraints())
    relaxed = tuple(Relaxation(ref, None if ref.kind in MARKED else 3) for ref in refs)
    for asked in (PlanSettings(), PlanSettings(forbidden=frozenset({(1, 3)}))):
        view = plan_telling.conflict(Conflict(refs, relaxed), NAMES, Open(), asked)
        for one in view.constraints:
            filled(plans.CONSTRAINTS, one.told, language)
        for one in view.relaxations:
            filled(plans.RELAXATIONS, one.told, language)
    assert "startup_own" in plans.RELAXATIONS[language]


@pytest.mark.parametrize(
    ("family", "codes"),
    [
        (plan_changes.STATES, PlanState),
        (plan_changes.MARKS, Mark),
        (plan_changes.CONFLICT_KINDS, ConflictKind),
        (plan_changes.LEFT_OUT, LeftOutKind),
        (plan_changes.CHANGES, [f"forbidden_{code}" for code in ForbidCode]),
        (plan_changes.DIFFERENCES, [*NUMBERS, *SHARES, *Mark, *DEFAULT_OF]),
        (plan_notices.OWN_LIMITS, DEFAULT_OF),
        (plan_notices.UNHELD, UnheldCode),
        (plan_notices.FAILURES, FailureCode),
    ],
)
def test_each_code_is_worded(family, codes):
    wanted = {str(code.value) if isinstance(code, Enum) else code for code in codes}
    for language in LANGUAGES:
        assert wanted <= set(family[language])


@pytest.mark.parametrize("module", [plans, plan_changes, plan_notices])
def test_sentences_of_a_code_name_the_same_places_in_every_language(module):
    families = [
        value for name, value in vars(module).items() if name.isupper() and isinstance(value, dict)
    ]
    assert families
    for family in families:
        for code, sentence in family["fr"].items():
            wanted = set(re.findall(r"\{(\w+)\}", sentence))
            for language in ("ar", "en"):
                assert set(re.findall(r"\{(\w+)\}", family[language][code])) == wanted, code
