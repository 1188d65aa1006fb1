"""The form of one part of a programme: its fields follow the kind of rule, at any depth."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matcher.domain.programme import About, CeilingBasis
from matcher.domain.programme_facts import Fact, FactKind
from matcher.programmes.codes import codes_of
from matcher.programmes.editing import EditedPart
from matcher.programmes.forms import NO, OF_KIND, YES, Fields
from matcher.programmes.reading import BONUSES
from matcher.wording.programme_facts import CODES, FACTS
from matcher.wording.programmes import BONUSES as BONUS_NAMES
from web.locale import _, language
from web.pages.programmes.words import ABOUT, INSTRUMENTS, KINDS, PER, label, sector_names

Options = list[tuple[str, str]]
CONDITIONS = tuple(kind for kind in OF_KIND if kind != "any_of")
"""The kinds that an alternative may hold."""
_READS = {
    "between": FactKind.NUMBER,
    "one_of": FactKind.CODES,
    "holds": FactKind.YES_NO,
    "younger_than": FactKind.DATE,
}
_SHORT = {"at_least", "at_most", "below", "years", "rate_pct", "least_pct", "ceiling_dh"}


@dataclass(frozen=True, slots=True)
class Control:
    """One field: what it is called, what was entered, what can be chosen."""

    type: str
    name: str
    label: str
    values: Sequence[str] = ()
    options: Options = field(default_factory=list)
    hint: str = ""
    is_optional: bool = True
    shapes: bool = False
    """Whether the fields that follow hang on it."""

    @property
    def value(self) -> str:
        """What was entered, or nothing."""
        return next(iter(self.values), "")


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together; `drop` takes them away, `add` names what can be added."""

    legend: str
    inner: "list[Control | Group]"
    drop: str = ""
    add: tuple[str, str] | None = None


Shown = list[Control | Group]


def controls(part: EditedPart, fields: Fields, sources: Options) -> Shown:
    """Return the form of a part; `sources` are the draft's, by id and title."""
    form = _Form(fields, sources)
    match part:
        case EditedPart.RULE:
            return [*form.rule()]
        case EditedPart.AID:
            return [*form.aid()]
        case EditedPart.SOURCE:
            return [*form.source()]
    return [*form.head()]


def acted(fields: Mapping[str, Sequence[str]], act: str) -> dict[str, Sequence[str]]:
    """Return the fields after a row was added (add:NAME) or taken away (drop:NAME)."""
    verb, _, place = act.partition(":")
    if verb == "drop":
        return {
            name: given
            for name, given in fields.items()
            if name != place and not name.startswith(f"{place}-")
        }
    if verb == "add" and place:
        last = place.rpartition("-")[2]
        row = f"{place}-{_next(fields, place)}"
        return {**fields, f"{row}-{_FIRST.get(last, 'kind')}": [_START.get(last, "between")]}
    return dict(fields)


_FIRST = {"calls": "deadline", "bonuses": "id", "steps": "rate_pct", "alternatives": "0-kind"}
_START = {"calls": "", "bonuses": BONUSES[0], "steps": ""}
"""Name of a list → the field that a new row begins with, and what stands in it."""


class _Form:
    """Makes the fields of one form, out of what was entered."""

    def __init__(self, fields: Fields, sources: Options) -> None:
        self._fields = fields
        self._sources = sources

    def head(self) -> Iterator[Control | Group]:
        yield self._line("name", is_optional=False)
        yield self._line("operator", is_optional=False)
        kinds = ", ".join(INSTRUMENTS)
        hint = _("Codes, joined by + where there are several: %(kinds)s.", kinds=kinds)
        yield self._line("instrument", hint, is_optional=False)
        yield self._line("note")
        yield self._line("version", is_optional=False)
        yield self._day("valid_from", is_optional=False)
        yield self._line("as_of", _as_of(), is_optional=False)
        yield self._day("review_by", _review(), is_optional=False)

    def source(self) -> Iterator[Control | Group]:
        yield self._line("title", is_optional=False)
        where = _("An address that begins with https://, or “press: ” and the reference.")
        yield self._line("where", where, is_optional=False)
        yield self._day("read_on", is_optional=False)

    def rule(self) -> Iterator[Control | Group]:
        yield self._line("id", _short_name(), is_optional=False)
        yield from self._test("", tuple(OF_KIND))
        yield from self._dated()

    def aid(self) -> Iterator[Control | Group]:
        yield self._line("id", _short_name(), is_optional=False)
        yield self._line("rate_pct")
        yield self._line("ceiling_dh", _("Leave it empty where the sources give none."))
        yield self._choice("ceiling_per", _named(CeilingBasis, PER))
        for name in ("is_rate_a_maximum", "is_repayable", "is_unverified"):
            yield self._tick(name)
        yield from self._conditions("when", _("Condition"))
        for number in self._rows("bonuses"):
            yield self._bonus(f"bonuses-{number}")
        yield Group("", [], add=("bonuses", _("Add a bonus")))
        yield from self._dated()

    def _dated(self) -> Iterator[Control | Group]:
        yield self._cited("")
        yield self._line("as_of", _("Leave it empty where it is that of the programme."))
        yield self._day("review_by", _("Leave it empty where it is that of the programme."))

    def _bonus(self, place: str) -> Group:
        names = [(code, BONUS_NAMES[language()][code]) for code in BONUSES]
        inner: Shown = [self._choice(f"{place}-id", names)]
        for number in self._rows(f"{place}-steps"):
            step = f"{place}-steps-{number}"
            fields: Shown = [self._line(f"{step}-rate_pct"), self._line(f"{step}-least_pct")]
            fields.extend(self._conditions(f"{step}-when", _("Condition")))
            inner.append(Group(_("Rate"), fields, drop=step))
        inner.append(Group("", [], add=(f"{place}-steps", _("Add a rate"))))
        inner.append(self._cited(f"{place}-"))
        return Group(_("Bonus"), inner, drop=place)

    def _conditions(self, name: str, legend: str) -> Iterator[Control | Group]:
        for number in self._rows(name):
            place = f"{name}-{number}"
            yield Group(legend, [*self._test(f"{place}-", CONDITIONS)], drop=place)
        yield Group("", [], add=(name, _("Add a condition")))

    def _test(self, below: str, kinds: tuple[str, ...]) -> Iterator[Control | Group]:
        kind = self._one(f"{below}kind")
        named = [(each, str(KINDS[each])) for each in kinds]
        yield self._choice(f"{below}kind", named, shapes=True)
        if kind in _READS:
            yield from self._of_fact(below, kind)
        elif kind == "call":
            yield from self._calls(below)
        elif kind == "unverified":
            yield self._choice(f"{below}about", _named(About, ABOUT))
        elif kind == "any_of":
            yield from self._alternatives(f"{below}alternatives")

    def _of_fact(self, below: str, kind: str) -> Iterator[Control | Group]:
        facts = FACTS[language()]
        options = [(fact.value, facts[fact]) for fact in Fact if fact.kind is _READS[kind]]
        name = f"{below}fact"
        yield self._choice(name, options, shapes=kind == "one_of", blank=True)
        if kind == "one_of":
            yield from self._codes(below, self._one(name))
            return
        for each in OF_KIND[kind][1:]:
            if each == "expected":
                answers = [(YES, _("yes")), (NO, _("no"))]
                yield self._choice(f"{below}{each}", answers)
            else:
                yield self._line(f"{below}{each}")

    def _codes(self, below: str, fact: str) -> Iterator[Control | Group]:
        if fact not in set(Fact):
            return
        codes = codes_of(Fact(fact))
        if codes is None:
            hint = _("Countries by their two capitals, such as MA ES.")
            yield self._line(f"{below}values", hint, several=True)
            yield self._line(f"{below}unclear", hint, several=True)
            return
        names = {**sector_names(), **CODES[language()]}
        options = sorted(((code, names.get(code, code)) for code in codes), key=lambda x: x[1])
        for name in ("values", "unclear"):
            place = f"{below}{name}"
            yield Control("several", place, label(name), self._fields.get(place, ()), options)

    def _calls(self, below: str) -> Iterator[Control | Group]:
        name = f"{below}calls"
        for number in self._rows(name):
            place = f"{name}-{number}"
            opens = _("Leave it empty where no source says it.")
            days: Shown = [self._day(f"{place}-opens", opens), self._day(f"{place}-deadline")]
            yield Group(_("Call for projects"), days, drop=place)
        yield Group("", [], add=(name, _("Add a call")))
        yield self._tick(f"{below}next_is_unverified")

    def _alternatives(self, name: str) -> Iterator[Control | Group]:
        for count, number in enumerate(self._rows(name), start=1):
            place = f"{name}-{number}"
            inner = [*self._conditions(place, _("Condition"))]
            yield Group(_("Alternative %(number)s", number=count), inner, drop=place)
        yield Group("", [], add=(name, _("Add an alternative")))

    def _cited(self, below: str) -> Control:
        name = f"{below}sources"
        return Control("several", name, label("sources"), self._fields.get(name, ()), self._sources)

    def _line(
        self, name: str, hint: str = "", *, is_optional: bool = True, several: bool = False
    ) -> Control:
        given = self._fields.get(name, ())
        values = [" ".join(given)] if several else given
        last = name.rpartition("-")[2]
        kind = "short" if last in _SHORT else "line"
        return Control(kind, name, label(last), values, hint=hint, is_optional=is_optional)

    def _day(self, name: str, hint: str = "", *, is_optional: bool = True) -> Control:
        last = name.rpartition("-")[2]
        given = self._fields.get(name, ())
        return Control("day", name, label(last), given, hint=hint, is_optional=is_optional)

    def _tick(self, name: str) -> Control:
        return Control("tick", name, label(name.rpartition("-")[2]), self._fields.get(name, ()))

    def _choice(
        self, name: str, options: Options, *, shapes: bool = False, blank: bool = False
    ) -> Control:
        shown = [("", _("Choose")), *options] if blank else options
        return Control(
            "choice",
            name,
            label(name.rpartition("-")[2]),
            self._fields.get(name, ()),
            shown,
            shapes=shapes,
        )

    def _one(self, name: str) -> str:
        return next(iter(self._fields.get(name, ())), "")

    def _rows(self, name: str) -> list[int]:
        return _numbers(self._fields, name)


def _next(fields: Mapping[str, Any], name: str) -> int:
    return max(_numbers(fields, name), default=-1) + 1


def _numbers(fields: Mapping[str, Any], name: str) -> list[int]:
    start = f"{name}-"
    found = {each[len(start) :].partition("-")[0] for each in fields if each.startswith(start)}
    return sorted(int(each) for each in found if each.isdecimal() and len(each) < 5)


def _named(codes: type[About] | type[CeilingBasis], names: Mapping[str, Any]) -> Options:
    return [(code.value, str(names[code.value])) for code in codes]


def _short_name() -> str:
    return str(_("A short name without spaces; it stays the same from version to version."))


def _as_of() -> str:
    return str(_("A year, a month or a day: 2025, 2025-11 or 2025-11-04."))


def _review() -> str:
    return str(_("From the next day on the rules give no verdict."))
