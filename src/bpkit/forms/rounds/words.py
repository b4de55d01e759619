"""What recaps and letters say in the same way: numbers, remarks, periods, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from ...figures import exact, places_apart, rounded, with_comma
from ...model.programs import Combine, Item, LeafKind, Scheme
from ...model.rounds import Outcome, Unit, Value
from ...model.spans import name_of
from ...office import NORMAL, width_of
from ...wording import say
from .layout import GROUP, Firm

MOST_NAMED = 4  # blanks that a remark names
# Why there is no value, and nothing is missing: an indicator has no target, an item does not apply.
UNTARGETED = ("no_target", "zero_target", "not_due", "not_applicable")


def period_of(unit: Unit) -> str:
    """The period of a unit's folder as its name says it; nothing where nobody can tell."""
    return name_of(unit.span) if unit.span else ""


def code_width(scheme: Scheme) -> Firm:
    """How many digits of the normal font the column of codes takes, so that no code is torn in two."""
    widest = max(width_of(item.code) for item in scheme.root.walk())
    return Firm(max(8.0, min(widest * GROUP.size / NORMAL * 1.08 + 3.2, 24.0)))


def number_width(numbers: Iterable[Fraction | None], least: float) -> float:
    """How many digits of the normal font a column of numbers takes with their thousands set apart."""
    longest = max((len(f"{float(one):,.0f}") for one in numbers if one is not None), default=1)
    return max(least, longest * 0.9 + 1.6)


def is_share(item: Item) -> bool:
    """Whether an item's value is a share of one, which people read in percent."""
    if item.is_leaf:
        return item.kind in (LeafKind.YES_NO, LeafKind.ACHIEVEMENT)
    if item.combine is Combine.SHARE_OF_YES:
        return True
    return item.combine is Combine.MEAN and all(is_share(one) for one in item.items)


def pattern_of(item: Item, value: Fraction | None, edges: Sequence[Fraction] = ()) -> str:
    """The pattern of Excel that a value is shown in."""
    if is_share(item):
        return f"0.{'0' * (1 if value is None else _percent_places(value, edges))}%"
    return f"0.{'0' * (2 if value is None else places_apart(value, edges))}"


def number_words(item: Item, value: Fraction | None, edges: Sequence[Fraction] = ()) -> str:
    """A value as a letter writes it: `93,3%`, `55,00`; a dash where there is none."""
    if value is None:
        return "–"
    if is_share(item):
        return with_comma(rounded(value * 100, _percent_places(value, edges))) + "%"
    return with_comma(rounded(value, places_apart(value, edges)))


def _percent_places(value: Fraction, edges: Sequence[Fraction]) -> int:
    return places_apart(value * 100, [edge * 100 for edge in edges], 1)


def decimal_words(value: Fraction) -> str:
    """A number as people write it, `742,5`; two decimals of one whose decimals never end, `0,92`."""
    text = exact(value)
    return with_comma(rounded(value, 2) if "/" in text else text)


def amount_words(value: Fraction | None) -> str:
    """A number with its thousands set apart, as letters write it: `1.500.000`, `0,93`; a dash for none."""
    if value is None:
        return "–"
    text = decimal_words(value).replace(",", ".")
    whole, _, part = text.partition(".")
    digits = f"{int(whole.lstrip('-')):,}".replace(",", ".")
    return f"{'-' if whole.startswith('-') else ''}{digits}{',' if part else ''}{part}"


def target_words(item: Item, value: Value) -> str:
    """What an achievement is held against; where the source names nothing, that is said."""
    if item.target is None:
        return ""
    return say("round_forms.no_target") if value.target is None else amount_words(value.target)


def remark_on(scheme: Scheme, value: Value, item: Item | None) -> str:
    """What has to be said of a value beside its number."""
    missing = missing_words(scheme, value.missing)
    parts: list[str] = []
    if value.ruled:
        reckoned = "–" if value.reckoned is None else decimal_words(value.reckoned)
        parts.append(say("round_forms.ruled", reckoned=reckoned, reason=value.ruled))
    if value.why in UNTARGETED:
        parts.append(say(f"round_forms.{value.why}"))
        if value.provisional and missing:  # who left it blank may yet say that it does apply
            parts.append(say("round_forms.provisional_missing", missing=missing))
    elif value.value is None:
        if item is not None and not item.is_leaf and item.combine is Combine.NONE:
            parts.append(say("round_forms.no_total"))
        elif missing:
            parts.append(say("round_forms.no_value_missing", missing=missing))
        else:
            parts.append(say("round_forms.no_value"))
    elif value.provisional:
        text = say("round_forms.provisional_missing", missing=missing) if missing else ""
        parts.append(text or say("round_forms.mark_provisional"))
    return "; ".join(parts)


def missing_words(scheme: Scheme, missing: Sequence[str]) -> str:
    """What is blank, with the voices' names: `Asesor: 1.2; dan 3 lagi`."""
    names = {voice.code: voice.name for voice in scheme.voices}
    shown = []
    for one in missing[:MOST_NAMED]:
        code, colon, rest = one.partition(":")
        alone = len(scheme.voices) == 1 and code in names and colon  # else it is a unit's name
        shown.append(rest.strip() if alone else f"{names.get(code, code)}{colon}{rest}")
    if len(missing) > MOST_NAMED:
        shown.append(say("round_forms.more", count=len(missing) - MOST_NAMED))
    return "; ".join(shown)


def is_provisional(outcomes: Sequence[Outcome]) -> bool:
    """Whether any value, of whatever item, may still change."""
    return any(value.provisional for outcome in outcomes for value in outcome.total.walk())
