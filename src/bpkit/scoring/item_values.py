"""The first step of an evaluation: what one source of voices says of one item.

Every number is a `Fraction`. A blank is never zero, and it makes what it belongs to provisional.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from ..figures import exact
from ..model.place import Place
from ..model.programs import Item, LeafKind, Scheme, Voice, VoiceKind
from ..model.rounds import Answer, Origin, Span, Symbol
from ..model.spans import name_of
from ..model.tallies import rounded_need
from ..model.units import fold
from .statistics import mean

_NUMBER = re.compile("-?[0-9]{1,15}(?:[.,][0-9]{1,9})?")
FALLS = "falls"  # what a cumulative number never does
ADDED_OVER_TIME = ("jumlah", "rasio")  # of sasaran.waktu; the last number stands alone
_SYMBOLS = {
    **dict.fromkeys(("ya", "y", "yes"), Symbol.YES),
    **dict.fromkeys(("tidak", "t", "no"), Symbol.NO),
    **dict.fromkeys(("tidak berlaku", "tb", "n/a", "not applicable"), Symbol.NOT_APPLICABLE),
}


class Why(StrEnum):
    """Why an item has no value."""

    BLANK = "blank"  # nobody answered
    NOT_APPLICABLE = "not_applicable"  # it is out of play
    NOT_DUE = "not_due"  # a number is owed in other periods only
    NO_TARGET = "no_target"
    ZERO_TARGET = "zero_target"  # nothing can be divided by it
    NO_RATIO = "no_ratio"  # a ratio is typed as 84/90, and was not
    TWO_REPORTS = "two_reports"  # two numbers for one period, or two agreed values: neither counts
    NO_NUMBER = "no_number"
    NO_ROUNDING = "no_rounding"  # the rounding table begins above it
    INCOMPLETE = "incomplete"  # a sum of which a part is missing
    VOICE_MISSING = "voice_missing"  # weights are never shared out again
    VOICES_APART = "voices_apart"  # its voices meet further up only
    NO_TOTAL = "no_total"  # the programme adds nothing up here


class Statement(Struct, frozen=True):
    """What one person, panel, respondent or unit answered, by item; blanks are not there."""

    voice: str
    answers: Mapping[str, Answer]
    who: str = ""
    path: Path = Path()
    agreed: bool = False  # several people said it together
    own: bool = False  # in the unit's own YAML, beside which sheets say the rest
    unsettled: frozenset[str] = frozenset()  # of a unit: items whose value there is provisional


class Past(Struct, frozen=True):
    """What was said for one period before."""

    span: Span | None
    statements: tuple[Statement, ...]


class Moment(Struct, frozen=True):
    """The period that targets are read for, and what was said for the periods before it."""

    span: Span | None = None
    past: tuple[Past, ...] = ()


class Said(Struct, frozen=True):
    """What one voice says of one item, or what siblings say together."""

    value: Fraction | None = None
    in_play: bool = True  # False where it does not apply
    provisional: bool = False
    missing: tuple[str, ...] = ()
    why: str = ""
    sources: tuple[Origin, ...] = ()
    actual: Fraction | None = None  # of an achievement, with its target
    target: Fraction | None = None


class Frame(Struct, frozen=True):
    """What an answer is judged by beside its item: the scheme, the time, and who is told of faults.

    `report` takes a variant, where it stands, and what was expected; what is reported does not count, but for
    a number that falls.
    """

    scheme: Scheme
    report: Callable[[str, Statement, Answer, Item, str], None]
    when: Moment


Given = tuple[Statement, Answer]


def number_of(text: str) -> Fraction | None:
    """The number as people type it: `7,5` and `7.5` are the same; None where it is none.

    >>> number_of("7,5")
    Fraction(15, 2)
    """
    typed = text.strip().removesuffix("%").rstrip()
    return Fraction(typed.replace(",", ".")) if _NUMBER.fullmatch(typed) else None


def ratio_of(text: str) -> tuple[Fraction, Fraction] | None:
    """`84/90` (or `84 dari 90`) as its two parts; they are never made one before all periods are added."""
    numbers = [number_of(part) for part in re.split(r"/|\bdari\b|\bof\b", text)]
    if len(numbers) != 2 or numbers[0] is None or not numbers[1]:
        return None
    return numbers[0], numbers[1]


def symbol_of(text: str) -> Symbol | None:
    """Yes, no or does not apply; None where it is none of them."""
    return _SYMBOLS.get(fold(text))


def answer_of(item: Item, text: str, place: Place | None = None) -> Answer:
    """The answer that this text is to this item."""
    symbol = symbol_of(text) if item.kind is LeafKind.YES_NO or item.conditional else None
    return Answer(text, place or Place(), None if symbol else number_of(text), symbol)


def meaning_of(answer: Answer) -> Symbol | Fraction | tuple[Fraction, Fraction] | str:
    """What tells one answer from another: 7,5 and 7.50 are the same, 42/45 and 84/90 are not.

    >>> meaning_of(Answer("60", Place())) == meaning_of(Answer("60,0", Place()))
    True
    """
    symbol = answer.symbol or symbol_of(answer.text)
    found = symbol or ratio_of(answer.text) or number_of(answer.text)
    return fold(answer.text) if found is None else found


def said(item: Item, voice: Voice, present: Sequence[Statement], frame: Frame) -> Said:
    """What a voice says of an item that it answers itself; the statements are those of this voice."""
    if (
        item.is_leaf
        and item.kind in (LeafKind.ACHIEVEMENT, LeafKind.NEED)
        and voice.kind is not VoiceKind.UNITS
    ):
        return _stated(item, voice, present, frame)
    return _opinion(item, voice, present, frame)


# Opinions: scores, and yes or no ------------------------------------------------------------------------


def _opinion(item: Item, voice: Voice, present: Sequence[Statement], frame: Frame) -> Said:
    """The mean of those who answered; whoever left it blank makes it provisional.

    A respondent's blank does not: nobody can go back to one without a name. Agreed sheets must say the same.
    """
    blank = (about(voice.code, item),)
    answers = [(one, _usable(item, voice, one, frame)) for one in present]
    given = [(one, answer) for one, answer in answers if answer is not None]
    unsure = [one for one, answer in answers if answer is None or item.code in one.unsettled]
    if any(one.own for one, _ in given):
        unsure = []  # what the unit says itself, no sheet has to say again
    elif given:
        unsure = [one for one in unsure if not one.own]
    sources = tuple(_source(*one) for one in given)
    if not given:
        return Said(provisional=True, missing=blank, why=Why.BLANK)
    values = [_worth(answer) for _, answer in given]
    if voice.kind is VoiceKind.AGREED and len(set(values)) > 1:
        frame.report("two_agreed", *given[-1], item, "")
        return Said(provisional=True, missing=blank, why=Why.TWO_REPORTS, sources=sources)
    lacking = voice.kind is not VoiceKind.SURVEY and bool(unsure)
    of_units = tuple(about(one.who, item) for one in unsure)
    missing = (of_units if voice.kind is VoiceKind.UNITS else blank) if lacking else ()
    counted = [value for value in values if value is not None]
    if not counted:
        return Said(None, False, lacking, missing, Why.NOT_APPLICABLE, sources)
    return Said(mean(counted), True, lacking, missing, sources=sources)


def about(who: str, item: Item) -> str:
    """Who has yet to say what: `asesor: 1.2`; the whole has no code."""
    return f"{who}: {item.code}" if item.code else who


def _worth(answer: Answer) -> Fraction | None:
    """The answer as a number; None where it says that the item does not apply."""
    if answer.symbol is not None:
        return None if answer.symbol is Symbol.NOT_APPLICABLE else Fraction(answer.symbol is Symbol.YES)
    return answer.value


def _usable(item: Item, voice: Voice, one: Statement, frame: Frame) -> Answer | None:
    """The answer, if it is one that the item allows; what it does not allow is reported, and is a blank."""
    answer = one.answers.get(item.code)
    if answer is None or not (answer.text.strip() or answer.symbol):
        return None
    if answer.value is None and answer.symbol is None:
        answer = answer_of(item, answer.text, answer.place)
    # What units have is a mean, which no scale has a step for.
    if voice.kind is not VoiceKind.UNITS and (fault := _fault(item, answer)):
        frame.report(fault, one, answer, item, "")
        return None
    return answer


def _fault(item: Item, answer: Answer) -> str:
    if answer.symbol is Symbol.NOT_APPLICABLE:
        return "" if item.conditional else "not_conditional"
    if item.is_leaf and item.kind is LeafKind.YES_NO:
        return "" if answer.symbol is not None else "no_symbol"
    if answer.value is None:
        return "no_number"
    if item.is_leaf and item.scale is not None:
        return "" if item.scale.holds(answer.value) else "off_scale"
    reach = item.reach()
    return "off_scale" if reach and not reach[0] <= answer.value <= reach[1] else ""


def _source(one: Statement, answer: Answer) -> Origin:
    return Origin(one.path, answer.place, answer.text, one.who)


# Achievements and needs: one number, and no opinion ----------------------------------------------------


def _stated(item: Item, voice: Voice, present: Sequence[Statement], frame: Frame) -> Said:
    blank = (f"{voice.code}: {item.code}",)
    now = _single(item, present)
    if now is None:
        return _without_number(item, voice, frame)
    if isinstance(now, list):
        frame.report("two_reports", *now[-1], item, "")
        sources = tuple(_source(*one) for one in now)
        return Said(provisional=True, missing=blank, why=Why.TWO_REPORTS, sources=sources)
    if item.conditional and now[1].symbol is Symbol.NOT_APPLICABLE:
        return Said(None, False, why=Why.NOT_APPLICABLE, sources=(_source(*now),))
    _report_fall(item, voice, now, frame)
    periods, missing = _periods(item, voice, frame)
    return _reached(item, [*periods, now], missing, frame)


def _report_fall(item: Item, voice: Voice, now: Given, frame: Frame) -> None:
    """Tell of a number that counts what came before too, and is less than the last one that did."""
    if item.target is None or not item.target.cumulative:
        return
    figure = number_of(now[1].text)
    for period in reversed(frame.when.past):
        before = _single(item, [one for one in period.statements if one.voice == voice.code])
        known = number_of(before[1].text) if isinstance(before, tuple) else None
        if known is not None:
            if figure is not None and figure < known:
                number = str(period.span.number) if period.span else "?"
                frame.report(FALLS, *now, item, f"{exact(known)} ({number})")
            return


def _without_number(item: Item, voice: Voice, frame: Frame) -> Said:
    """What there is without a number for this period: a blank, unless none is owed."""
    span = frame.when.span
    if item.target is None or item.target.is_owed(span.number if span else None):
        return Said(provisional=True, missing=(f"{voice.code}: {item.code}",), why=Why.BLANK)
    periods, missing = _periods(item, voice, frame)
    if not periods:
        return Said(None, False, bool(missing), missing, Why.NOT_DUE)
    return _reached(item, periods, missing, frame)


def _reached(item: Item, periods: Sequence[Given], missing: tuple[str, ...], frame: Frame) -> Said:
    """What the numbers of periods make, the last of them among them."""
    sources = tuple(_source(*one) for one in periods)
    actual, fault = _actual(item, [answer for _, answer in periods])
    if actual is None:
        ratios = item.target is not None and item.target.over_time == "rasio"
        read = ratio_of if ratios else number_of
        wrong = [one for one in periods if read(one[1].text) is None]
        last, answer = (wrong or periods)[-1]
        frame.report(fault, last, answer, item, "")
        missing = (*missing, f"{last.voice}: {item.code}")
        return Said(provisional=True, missing=missing, why=fault, sources=sources)
    if item.kind is LeafKind.NEED:
        value, why = need(actual, frame.scheme)
        return Said(value, True, bool(missing), missing, why, sources)
    value, why = achievement(actual, item, frame.when.span)
    target = target_of(item, frame.when.span)
    return Said(value, True, bool(missing), missing, why, sources, actual, target)


def _single(item: Item, present: Iterable[Statement]) -> Given | list[Given] | None:
    """The one number that was given, all of them where they differ, None where there is none."""
    given = [(one, one.answers[item.code]) for one in present if item.code in one.answers]
    given = [(one, answer) for one, answer in given if answer.text.strip()]
    if len({meaning_of(answer) for _, answer in given}) > 1:
        return given
    return given[0] if given else None


def _periods(item: Item, voice: Voice, frame: Frame) -> tuple[list[Given], tuple[str, ...]]:
    """The numbers of periods before that make one with this one's, and what is missing of them.

    A period with two numbers counts with neither, one without a folder has none. A sum of what is known so
    far is shown, and provisional.
    """
    if item.target is None or item.target.over_time not in ADDED_OVER_TIME:
        return [], ()
    numbers, missing = [], []
    for span in _spans_before(frame.when):
        of_span = [one for period in frame.when.past if period.span == span for one in period.statements]
        found = _single(item, [one for one in of_span if one.voice == voice.code])
        if isinstance(found, tuple):
            numbers.append(found)
            continue
        if found or item.target.is_owed(span.number if span else None):
            missing.append(f"{voice.code}: {item.code} ({_called(span)})")
        if found:
            frame.report("two_reports", *found[-1], item, "")
    return numbers, tuple(missing)


def _spans_before(when: Moment) -> list[Span | None]:
    """The periods before, with those in between that nobody handed anything in for.

    Counted periods begin with the first; nobody knows when dated ones began before the earliest folder.
    """
    told = list(dict.fromkeys(period.span for period in when.past))
    known = [span for span in told if span is not None]
    if when.span is None or not (known or when.span.is_counted):
        return told
    first = Span(0, 1, when.span.cycle) if when.span.is_counted else min(known)
    between = [one for one in first.up_to(when.span) if one not in told]
    return sorted([*known, *between]) + ([None] if None in told else [])


def _called(span: Span | None) -> str:
    """A period in a list of what is missing; a counted one by its number."""
    if span is None:
        return "?"
    return str(span.number) if span.is_counted else name_of(span)


def _actual(item: Item, answers: Sequence[Answer]) -> tuple[Fraction | None, str]:
    """What the numbers of all periods make, or the variant of the fault."""
    if item.target is not None and item.target.over_time == "rasio":
        parts = [ratio_of(answer.text) for answer in answers]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None, Why.NO_RATIO
        return sum((part[0] for part in known), Fraction()) / sum((part[1] for part in known), Fraction()), ""
    numbers = [number_of(answer.text) if answer.value is None else answer.value for answer in answers]
    figures = [number for number in numbers if number is not None]
    return (None, Why.NO_NUMBER) if len(figures) < len(numbers) else (sum(figures, Fraction()), "")


def target_of(item: Item, span: Span | None) -> Fraction | None:
    """The target up to a period: the latest one that is set by then, else the one at the end."""
    if item.target is None:
        return None
    by_then = [number for number in item.target.by_period if span is not None and number <= span.number]
    return item.target.by_period[max(by_then)] if by_then else item.target.value


def achievement(actual: Fraction, item: Item, span: Span | None) -> tuple[Fraction | None, str]:
    """Actual ÷ target; where lower is better, (2 × target - actual) ÷ target.

    The latter is below zero past twice the target. The second part says why there is none.
    """
    target = target_of(item, span)
    if target is None:
        return None, Why.NO_TARGET
    if not target:
        return None, Why.ZERO_TARGET
    lower = item.target is not None and item.target.lower_is_better
    return (2 * target - actual if lower else actual) / target, ""


def need(load: Fraction, scheme: Scheme) -> tuple[Fraction | None, str]:
    """Load ÷ duty, as the last row of the rounding table says that begins at or below it."""
    found = rounded_need(load / (scheme.duty or 1), scheme.rounding)
    return found, Why.NO_ROUNDING if found is None else ""
