"""From answers to values over one tree, whatever programme it is of; every number is exact.

Leaf → siblings → voices → read off. Each source of voices goes up the tree on its own: its people are
averaged *per leaf first*, then siblings are combined, so that a blank of one assessor does not tilt the
weights of the rest. Voices meet by their weights at every item that all of them say something of; an item
with weights of its own (`suara`) settles what stands below it, and above it the settled values of siblings
are combined. A value that a panel put with a reason takes the place of what was reckoned, there and in all
that stands on it.

A blank is never zero. A mean with a blank in it is the mean of what is there, a sum with a blank in it has no
value, a voice that is missing is not made up for by the others; all of these are provisional and say what is
missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from ..model.place import Place
from ..model.problems import Problem
from ..model.programs import UNIT, Band, Combine, Item, LeafKind, Program, Scheme, VoiceKind
from ..model.rounds import Answer, Judgement, Outcome, Ruling, Unit, Value
from ..model.units import fold_alike
from .item_values import FALLS, Frame, Moment, Said, Statement, Why, about, number_of, said
from .statements import Judge, things_of

# The rules that say what an evaluation can't follow, and the variants of their wordings.
UNUSABLE = "BP824"  # an answer: no_number, no_symbol, off_scale, not_conditional
UNRECKONED = "BP825"  # numbers: two_reports, two_agreed, no_ratio
UNFOLLOWED = "BP826"  # a ruling: no_reason, not_allowed, no_number, off_scale, unknown, order, order_reason
FALLEN = "BP853"  # a cumulative number that falls
_FIGURES = ("two_reports", "two_agreed", "no_ratio")

Problems = tuple[tuple[str, Problem], ...]
Ruled = Mapping[str, tuple[Fraction, str]]  # a panel's own values and its reasons, by item
Reach = tuple[Fraction, Fraction] | None
Below = Callable[
    [Scheme, Unit, Mapping[str, Fraction]], Judgement
]  # judges a unit below, with such values put
NOW = Moment()
NOTHING: Mapping[str, Fraction] = {}


class Evaluation(Struct, frozen=True):
    """The value for one judged thing, with what could not be followed, each with the code of its rule."""

    value: Value
    problems: Problems = ()
    ruled: Ruled = field(default_factory=dict)  # what a panel put and what of it was followed


def evaluate(
    scheme: Scheme,
    statements: Sequence[Statement],
    *,
    judged: str = "",
    ruling: Ruling | Ruled | None = None,
    when: Moment = NOW,
) -> Evaluation:
    """The value of the scheme's tree and of all its items, for one judged thing.

    Nothing but the arguments counts, and not the order of the statements. A `ruling` is followed where it can
    be; values that were followed before may be given instead.
    """
    found: dict[tuple[str, Problem], None] = {}

    def report(variant: str, one: Statement, answer: Answer, item: Item, expected: str) -> None:
        values = {"item": item.code, "name": item.name, "judged": judged, "who": one.who, "voice": one.voice}
        code = FALLEN if variant == FALLS else UNRECKONED if variant in _FIGURES else UNUSABLE
        name = "" if variant == FALLS else str(variant)
        problem = Problem(one.path, answer.text, expected, answer.place, name, values)
        found[code, problem] = None

    frame = Frame(scheme, report, when)
    heard = _by_voice(scheme, statements)
    value = _Tree(frame, heard).value()
    ruled: Ruled = {}
    if isinstance(ruling, Ruling):
        ruled, problems = _followed(scheme, ruling, judged, value)
        found.update(dict.fromkeys((UNFOLLOWED, problem) for problem in problems))
    elif ruling is not None:
        ruled = ruling
    value = _Tree(frame, heard, ruled).value() if ruled else value
    return Evaluation(value, tuple(found), ruled)


def _by_voice(scheme: Scheme, statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    """The statements of each voice; what assessors agreed on counts instead of what they said alone."""
    found: dict[str, list[Statement]] = {}
    for voice in scheme.voices:
        found[voice.code] = [one for one in statements if one.voice == voice.code]
        agreed = [one for one in found[voice.code] if one.agreed]
        if agreed and voice.kind is VoiceKind.ASSESSORS:
            found[voice.code] = [one for one in found[voice.code] if one.agreed or one.own]
    return found


# The tree ---------------------------------------------------------------------------------------------


class _Tree:
    """One evaluation, item by item. With `ruled`, those values stand in the place of what is reckoned."""

    def __init__(
        self, frame: Frame, heard: Mapping[str, Sequence[Statement]], ruled: Ruled | None = None
    ) -> None:
        self._frame, self._scheme, self._heard = frame, frame.scheme, heard
        self._ruled = ruled or {}
        self._voices = {voice.code: voice for voice in self._scheme.voices}
        self._weights: dict[str, Mapping[str, Fraction]] = {}
        self._spoken: dict[tuple[str, str], Said] = {}
        self._before: dict[tuple[str, str], Said] = {}
        self._totals: dict[str, Said] = {}
        self._weigh(self._scheme.root, {voice.code: voice.weight for voice in self._scheme.voices})

    def value(self) -> Value:
        """The value of the whole tree."""
        root = self._scheme.root
        return self._value(root, self._scheme.bands, root.reach())

    def _weigh(self, item: Item, weights: Mapping[str, Fraction]) -> None:
        """An item's voices weigh what they weigh above it, unless it says otherwise."""
        self._weights[item.code] = own = weights if item.voices is None else item.voices
        for one in item.items:
            self._weigh(one, own)

    def _value(self, item: Item, bands: Sequence[Band], reach: Reach) -> Value:
        if item.bands is not None:
            bands, reach = item.bands, item.reach()
        below = tuple(self._value(one, bands, reach) for one in item.items)
        reckoned = self._reckoned(item)
        total = self._totals[item.code] = self._instead(item, reckoned)
        by_voice = {code: self._plain(code, item) for code in self._covering(item)}
        direct = [one for code, one in by_voice.items() if self._is_direct(code, item)]
        return Value(
            item.code,
            total.value,
            total.provisional,
            total.missing,
            band_of(total.value, bands) if _is_read_off(item, reach) else "",
            {code: one.value for code, one in by_voice.items() if one.value is not None},
            self._ruled[item.code][1] if item.code in self._ruled else "",
            reckoned.value if item.code in self._ruled else None,
            tuple(source for one in direct for source in one.sources),
            below,
            "" if total.value is not None else total.why,
            reckoned.actual,
            reckoned.target,
        )

    def _instead(self, item: Item, reckoned: Said) -> Said:
        """What the panel put in the place of what was reckoned, where it did."""
        return Said(self._ruled[item.code][0]) if item.code in self._ruled else reckoned

    def _reckoned(self, item: Item) -> Said:
        """What siblings and voices give; the totals of all items below are known by now."""
        weights, covering = self._weights[item.code], self._covering(item)
        if not item.is_leaf and (not covering or self._is_settled_below(item)):
            return combined(item, self._totals)
        if len(covering) == 1:
            return self._plain(covering[0], item)
        if len(covering) < len(weights):
            return Said(why=Why.VOICES_APART)
        whole = met({code: self._of(code, item) for code in covering}, weights, item)
        # One voice may put an item out of play of which another speaks: what stands on it says so as well.
        waiting = [self._totals[one.code] for one in item.items if self._totals[one.code].provisional]
        if whole.provisional or not waiting:
            return whole
        missing = tuple(dict.fromkeys(name for one in waiting for name in one.missing))
        return replace(whole, provisional=True, missing=missing)

    def _is_settled_below(self, item: Item) -> bool:
        below = [one for one in item.walk() if one is not item]
        apart = len(self._covering(item)) < len(self._weights[item.code])
        return any(
            one.voices is not None or (len(self._covering(one)) > 1 and (apart or one.code in self._ruled))
            for one in below
        )

    def _of(self, code: str, item: Item) -> Said:
        """What a voice says of an item: itself, or through what it says of the items below."""
        if (code, item.code) not in self._spoken:
            plain = self._plain(code, item)
            alone = self._covering(item) == [code]
            self._spoken[code, item.code] = self._instead(item, plain) if alone else plain
        return self._spoken[code, item.code]

    def _plain(self, code: str, item: Item) -> Said:
        """As `_of`, before a panel put its own value here."""
        if (code, item.code) not in self._before:
            self._before[code, item.code] = self._alone(code, item)
        return self._before[code, item.code]

    def _alone(self, code: str, item: Item) -> Said:
        if self._is_direct(code, item):
            return said(item, self._voices[code], self._heard[code], self._frame)
        below = [one for one in item.walk() if one is not item]
        return combined(item, {one.code: self._of(code, one) for one in below})

    def _covering(self, item: Item) -> list[str]:
        """The voices with a weight here that say something of this item."""
        return [code for code in self._weights[item.code] if self._covers(code, item)]

    def _covers(self, code: str, item: Item) -> bool:
        if self._is_direct(code, item):
            return True
        return not item.is_leaf and all(self._covers(code, one) for one in item.items)

    def _is_direct(self, code: str, item: Item) -> bool:
        """Whether the voice is asked about the item itself and not only about those below it."""
        voice = self._voices[code]
        if voice.kind is VoiceKind.SURVEY:
            return item.code in voice.items
        return item.is_leaf or (voice.kind is VoiceKind.UNITS and item.combine is not Combine.NONE)


def combined(item: Item, below: Mapping[str, Said]) -> Said:
    """The second step: siblings make the value of what they stand under. `below` has all items below."""
    share = item.combine is Combine.SHARE_OF_YES
    every = [(one, below[one.code]) for one in (item.leaves() if share else item.items)]
    # Of two people one may leave blank what the other says does not apply: it may apply yet.
    missing = tuple(dict.fromkeys(name for _, part in every for name in part.missing))
    provisional = any(part.provisional for _, part in every)
    parts = [(one, part) for one, part in every if part.in_play]
    if not parts:
        return Said(None, False, provisional, missing, Why.NOT_APPLICABLE)
    known = [(one, part.value) for one, part in parts if part.value is not None]
    if item.combine is Combine.NONE:
        return Said(None, True, provisional, missing, Why.NO_TOTAL)
    if len(known) < len(parts):
        provisional = True
        missing = missing or tuple(one.code for one, part in parts if part.value is None)
    if not known:
        return Said(None, True, provisional, missing, parts[0][1].why)
    lost = item.combine is Combine.WEIGHTED and len(parts) < len(item.items)  # with the weight of what is out
    if lost or (item.combine in (Combine.WEIGHTED, Combine.SUM) and len(known) < len(parts)):
        return Said(None, True, provisional, missing, Why.INCOMPLETE)
    return Said(_made(item, known), True, provisional, missing)


def _made(item: Item, known: Sequence[tuple[Item, Fraction]]) -> Fraction:
    if item.combine is Combine.SUM:
        return sum((value for _, value in known), Fraction())
    by_weight = item.combine is Combine.WEIGHTED or (
        item.combine is Combine.MEAN and all(one.weight is not None for one, _ in known)
    )
    weights = [one.weight if by_weight and one.weight is not None else Fraction(1) for one, _ in known]
    total = sum((weight * value for weight, (_, value) in zip(weights, known, strict=True)), Fraction())
    return total if item.combine is Combine.WEIGHTED else total / sum(weights)


def met(parts: Mapping[str, Said], weights: Mapping[str, Fraction], item: Item) -> Said:
    """The third step: voices by their weights. Without one of them there is no value."""
    missing = tuple(dict.fromkeys(name for part in parts.values() for name in part.missing))
    provisional = any(part.provisional for part in parts.values())
    whys = {part.why for part in parts.values() if part.value is None}
    if not any(part.in_play for part in parts.values()):
        return Said(None, False, provisional, missing, Why.NOT_APPLICABLE)
    lacking = [code for code, part in parts.items() if part.value is None]
    if len(lacking) == len(parts) and len(whys) == 1:
        return Said(None, True, provisional, missing, whys.pop())
    if lacking:
        missing = missing or tuple(about(code, item) for code in lacking)
        return Said(None, True, True, missing, Why.VOICE_MISSING)
    total = sum(
        (weights[code] * part.value for code, part in parts.items() if part.value is not None), Fraction()
    )
    return Said(total / sum(weights[code] for code in parts), True, provisional, missing)


def band_of(value: Fraction | None, bands: Sequence[Band]) -> str:
    """The last band that begins at or below the value; a band goes on until the next one begins.

    >>> bands = (Band(Fraction(0), "kurang"), Band(Fraction(31), "cukup"))
    >>> band_of(Fraction(61, 2), bands)
    'kurang'
    """
    reached = [band.name for band in bands if value is not None and band.least <= value]
    return reached[-1] if reached else ""


def _is_read_off(item: Item, reach: Reach) -> bool:
    """Whether bands are of this item: branches of the range that they were made for, and achievements."""
    if item.is_leaf:
        return item.kind is LeafKind.ACHIEVEMENT
    return reach is None or item.reach() == reach


# What a panel put itself -------------------------------------------------------------------------------


def _followed(
    scheme: Scheme, ruling: Ruling, judged: str, value: Value
) -> tuple[dict[str, tuple[Fraction, str]], list[Problem]]:
    """The panel's own values that can be followed, and what can't; to agree needs no reason."""
    items = {item.code: item for item in scheme.root.walk()}
    reckoned = {one.item: one for one in value.walk()}
    ruled, problems = {}, []
    for (thing, code), source in ruling.values.items():
        if not _is_about(scheme, thing, judged):
            continue
        reason = ruling.reasons.get((thing, code), "").strip() or ruling.reason.strip()
        number, one = number_of(source.text), reckoned.get(code)
        fault = _objection(scheme, items.get(code), number)
        if not fault and one is not None and number is not None:
            if number == one.value and not one.provisional:
                continue
            fault = "" if reason else "no_reason"
        if fault:
            values = {"item": code, "judged": judged}
            problems.append(
                Problem(ruling.path, source.text, place=source.place, variant=fault, values=values)
            )
        elif number is not None:
            ruled[code] = (number, reason)
    return ruled, problems


def _is_about(scheme: Scheme, thing: str, judged: str) -> bool:
    return (not thing and scheme.judged == UNIT) or fold_alike(thing) == fold_alike(judged)


def _objection(scheme: Scheme, item: Item | None, number: Fraction | None) -> str:
    if item is None:
        return "unknown"
    if not scheme.override:
        return "not_allowed"
    reach = item.reach()
    if number is None:
        return "no_number"
    return "off_scale" if reach and not reach[0] <= number <= reach[1] else ""


# All that is judged in one folder ----------------------------------------------------------------------


def judge(  # noqa: PLR0913 - what is judged, and whom to ask about the units below it
    program: Program,
    scheme: Scheme,
    unit: Unit,
    earlier: Sequence[Unit] = (),
    *,
    imposed: Mapping[str, Fraction] = NOTHING,
    below: Below | None = None,
) -> Judgement:
    """The outcome of a scheme in a unit's folder; `earlier` are the same unit's folders for other periods.

    Nobody gets a seat while any value is provisional. Equals share a rank, and the next one skips; equals
    across the edge of the seats are left open until the panel's order settles them.

    `imposed` are values that a panel above put, which stand wherever there was a value. `below` judges the
    units below where their values are a voice: who knows their own periods before, and judged them already.
    """
    ask = below or partial(_judged_alone, program)
    things, past = things_of(program, scheme, unit, earlier, _asking(ask, imposed))
    ruling = unit.ruling if scheme.override or not _others_rule(program, scheme) else None
    outcomes: list[Outcome] = []
    problems: list[tuple[str, Problem]] = []
    for thing in things:
        when = Moment(unit.span, past.get(thing.name, ()))
        found = evaluate(scheme, thing.statements, judged=thing.name, ruling=ruling, when=when)
        problems += found.problems
        known = {one.item for one in found.value.walk() if one.value is not None}
        put = dict(found.ruled) | {code: (value, "") for code, value in imposed.items() if code in known}
        value = found.value
        if put:
            statements = thing.statements
            if scheme.judged == UNIT and any(voice.kind is VoiceKind.UNITS for voice in scheme.voices):
                # The units' own trees tell what stands on a value that was put.
                changed = _asking(ask, {code: number for code, (number, _) in put.items()})
                statements = things_of(program, scheme, unit, earlier, changed)[0][0].statements
            again = evaluate(scheme, statements, judged=thing.name, ruling=put, when=when)
            value = _as_reckoned(again.value, {one.item: one for one in value.walk()}, found.ruled)
        outcomes.append(Outcome(thing.name, value, _passed(scheme, value)))
    if scheme.ranked or _seats(program, scheme) is not None:
        outcomes, unfollowed = _ranked(outcomes, unit.ruling)
        problems += unfollowed
        outcomes = _seated(program, scheme, outcomes)
    return Judgement(unit, scheme, tuple(outcomes), tuple(dict.fromkeys(problems)))


def _judged_alone(program: Program, scheme: Scheme, unit: Unit, imposed: Mapping[str, Fraction]) -> Judgement:
    return judge(program, scheme, unit, imposed=imposed)


def _asking(below: Below, imposed: Mapping[str, Fraction]) -> Judge:
    return lambda scheme, unit: below(scheme, unit, imposed)


def _as_reckoned(value: Value, first: Mapping[str, Value], ruled: Ruled) -> Value:
    """The value with what was said and reckoned before the panel put its own, at the items where it did.

    What units have is told as they have it, and not as it would be with the panel's value in it.
    """
    items = tuple(_as_reckoned(one, first, ruled) for one in value.items)
    before = first[value.item]
    if value.item not in ruled:
        return replace(value, items=items, sources=before.sources)
    return replace(
        value, items=items, sources=before.sources, reckoned=before.reckoned, by_voice=before.by_voice
    )


def _others_rule(program: Program, scheme: Scheme) -> bool:
    return any(one.override for one in program.schemes if one.level == scheme.level and one is not scheme)


def _passed(scheme: Scheme, value: Value) -> bool | None:
    if scheme.passing is None or value.value is None or value.provisional:
        return None
    return value.value >= scheme.passing


def _seats(program: Program, scheme: Scheme) -> int | None:
    level = program.level(scheme.level)
    own = level.seats if level is not None and scheme.judged != UNIT else None
    return scheme.seats if scheme.seats is not None else own


def _ranked(outcomes: Sequence[Outcome], ruling: Ruling | None) -> tuple[list[Outcome], Problems]:
    """Best first, with ranks; what has no value comes last and has none. The panel's order settles equals."""
    order, problems = _order(outcomes, ruling)
    place = {name: number for number, name in enumerate(order)}
    overturns = _overturns(order, outcomes)

    def key(outcome: Outcome) -> tuple[bool, Fraction | int, Fraction | int]:
        value, put = outcome.total.value, place.get(outcome.judged, len(order))
        by_value = -(value or Fraction())
        return (value is None, put, by_value) if overturns else (value is None, by_value, put)

    found: list[Outcome] = []
    for number, outcome in enumerate(sorted(outcomes, key=key), start=1):
        if outcome.total.value is None:
            found.append(outcome)
            continue
        last = found[-1] if found else None
        equal = last is not None and last.total.value == outcome.total.value
        if equal and last is not None and not (outcome.judged in place and last.judged in place):
            found[-1] = replace(last, tied=True)
            found.append(replace(outcome, rank=last.rank, tied=True))
        else:
            found.append(replace(outcome, rank=number))
    return found, problems


def _order(outcomes: Sequence[Outcome], ruling: Ruling | None) -> tuple[list[str], Problems]:
    """The panel's order as names of judged things; it settles equals, and overturns values with a reason."""
    if ruling is None or ruling.order is None:
        return [], ()
    names = {fold_alike(outcome.judged): outcome for outcome in outcomes}
    order: list[Outcome] = []
    for name, place in ruling.order:
        outcome = names.get(fold_alike(name))
        if outcome is None or outcome in order:
            return [], (_unfollowed(ruling, name, place, "unknown"),)
        order.append(outcome)
    named = [outcome.judged for outcome in order]
    if order and _overturns(named, outcomes) and not ruling.reason.strip():
        return [], (_unfollowed(ruling, *ruling.order[0], "order"),)
    return named, ()


def _overturns(order: Sequence[str], outcomes: Sequence[Outcome]) -> bool:
    """Whether an order names something before what has a higher value."""
    values = {outcome.judged: outcome.total.value or Fraction() for outcome in outcomes}
    named = [values[name] for name in order]
    rest = [value for name, value in values.items() if name not in order]
    return bool(named) and (named != sorted(named, reverse=True) or named[-1] < max(rest, default=named[-1]))


def _unfollowed(ruling: Ruling, name: str, place: Place, variant: str) -> tuple[str, Problem]:
    values = {"item": "", "judged": name}
    return UNFOLLOWED, Problem(ruling.path, name, place=place, variant=variant, values=values)


def _seated(program: Program, scheme: Scheme, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Who gets a seat: nobody while a value is open, and none of those who tie across the edge."""
    seats = _seats(program, scheme)
    if seats is None or any(one.total.provisional or one.total.value is None for one in outcomes):
        return list(outcomes)
    able = [one for one in outcomes if one.passed is not False]
    named = set(_within(able, seats))
    return [replace(one, selected=one.judged in named) for one in outcomes]


def _within(able: Sequence[Outcome], seats: int) -> Iterator[str]:
    """The names within the seats; a group of equals that does not fit whole gets none."""
    for rank in sorted({one.rank for one in able if one.rank is not None}):
        group = [one.judged for one in able if one.rank == rank]
        if len(group) > seats:
            return
        seats -= len(group)
        yield from group
