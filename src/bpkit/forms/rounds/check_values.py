"""What a recap reckons from: the answers of each sheet by judged thing and item, apart from the scoring.

`Reckoning` goes up the tree as the programme says, so that the sheet `Periksa` tells whether a form agrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct, field

from ...model.programs import Combine, Item, LeafKind, Scheme, VoiceKind
from ...model.rounds import Answer, AnswerSheet, Outcome, Symbol, Unit, Value
from ...model.sheet_words import ITSELF
from ...model.units import fold_alike

SHEETED = (VoiceKind.ASSESSORS, VoiceKind.AGREED)


class AnswerColumn(Struct, frozen=True):
    """One sheet as a column of answers, or what a voice without sheets has by item."""

    voice: str
    who: str
    file: str
    sheet: AnswerSheet | None = None

    @property
    def together(self) -> bool:
        """Whether several agreed on it."""
        return self.sheet is not None and len(self.sheet.who) > 1

    def answer(self, judged: str, item: Item) -> Answer | None:
        """The answer to an item."""
        if self.sheet is None:
            return None
        folded = fold_alike(judged)
        for key, answers in self.sheet.answers.items():
            if fold_alike(key) == folded:
                return answers.get(item.code)
        return None


def columns_of(unit: Unit, scheme: Scheme, *, is_branch: bool = False) -> tuple[AnswerColumn, ...]:
    """The columns of answers by voice, one a sheet; one for a voice that comes from a list or from units.

    Where the scheme is a branch of one, sheets that say nothing of it are left out.
    """
    codes = {item.code for item in scheme.root.leaves()}
    found: list[AnswerColumn] = []
    for voice in scheme.voices:
        sheets = [one for one in unit.sheets if one.scheme == scheme.code and one.voice == voice.code]
        sheets.sort(
            key=lambda sheet: (len(sheet.who) < 2, sheet.path)
        )  # those that count alone stand together
        for sheet in sheets if voice.kind in SHEETED else ():
            said = [code for answers in sheet.answers.values() for code in answers]
            if not codes.isdisjoint(said) if is_branch else said:
                found.append(AnswerColumn(voice.code, ", ".join(sheet.who), sheet.path.name, sheet))
        if voice.kind not in SHEETED:
            found.append(AnswerColumn(voice.code, voice.name, voice.table))
    return tuple(found)


def key_of(scheme: Scheme, outcome: Outcome) -> str:
    """How sheets call what an outcome is of."""
    return ITSELF if scheme.judged == "unit" else outcome.judged


def counted_number(item: Item, answer: Answer | None) -> Fraction | None:
    """The number that counts; None for what is blank, does not apply, or is not on the scale."""
    if answer is None:
        return None
    if answer.symbol is not None:
        return None if answer.symbol is Symbol.NOT_APPLICABLE else Fraction(answer.symbol is Symbol.YES)
    if answer.value is not None and item.scale is not None and not item.scale.holds(answer.value):
        return None
    return answer.value


def number_in(text: str) -> Fraction | None:
    """The number that a unit's value is told by, such as `45.75` or `859/16`; None where it has none."""
    try:
        return Fraction(text)
    except ValueError:
        return None


class ReckonedStep(Struct, frozen=True):
    """How one item's value comes about: from `parts` with weights, or from answers alone."""

    value: Fraction | None
    kind: str  # answers | units | stated | ruled | voice | met | siblings
    parts: tuple[tuple[str, Fraction | None], ...] = ()  # code of an item (or voice) and its weight
    divided: bool = False  # by the sum of weights
    figures: tuple[Fraction, ...] = ()  # of the units below, where their mean it is


class Reckoning(Struct):
    """One outcome, item by item and voice by voice."""

    scheme: Scheme
    outcome: Outcome
    columns: Sequence[AnswerColumn]
    values: dict[str, Value] = field(default_factory=dict)
    by_voice: dict[tuple[str, str], ReckonedStep] = field(default_factory=dict)  # voice, item
    totals: dict[str, ReckonedStep] = field(default_factory=dict)
    weights: dict[str, Mapping[str, Fraction]] = field(default_factory=dict)

    def reckon(self) -> Reckoning:
        """This, worked through from the leaves up."""
        self.values = {value.item: value for value in self.outcome.total.walk()}
        self._weigh(self.scheme.root, {voice.code: voice.weight for voice in self.scheme.voices})
        self._item(self.scheme.root)
        return self

    def counted(self, voice: str, item: Item) -> tuple[int, ...]:
        """Which columns count for a voice: those that all agreed on, where there are any."""
        judged = key_of(self.scheme, self.outcome)
        own = [n for n, one in enumerate(self.columns) if one.voice == voice and one.answer(judged, item)]
        all_of = [n for n, one in enumerate(self.columns) if one.voice == voice and one.sheet]
        agreed = [n for n in all_of if self.columns[n].together]
        kind = next((one.kind for one in self.scheme.voices if one.code == voice), None)
        return tuple(n for n in own if n in agreed) if agreed and kind is VoiceKind.ASSESSORS else tuple(own)

    def _weigh(self, item: Item, above: Mapping[str, Fraction]) -> None:
        self.weights[item.code] = own = above if item.voices is None else item.voices
        for one in item.items:
            self._weigh(one, own)

    def _item(self, item: Item) -> None:
        for one in item.items:
            self._item(one)
        covering = self.covering(item)
        for code in self.weights[item.code]:
            if code in covering:
                self.by_voice[code, item.code] = self._voiced(code, item)
        self.totals[item.code] = self._total(item, covering)

    def covering(self, item: Item) -> tuple[str, ...]:
        """The voices that have a value of an item."""
        value = self.values.get(item.code)
        return tuple(code for code in self.weights[item.code] if value and code in value.by_voice)

    def _voiced(self, code: str, item: Item) -> ReckonedStep:
        stated = self.values[item.code].by_voice[code]
        if self._is_of_units(code, item):
            return self._of_units(item, stated)
        if item.is_leaf and item.kind in (LeafKind.SCORE, LeafKind.YES_NO) and self.counted(code, item):
            judged = key_of(self.scheme, self.outcome)
            numbers = [
                counted_number(item, self.columns[n].answer(judged, item)) for n in self.counted(code, item)
            ]
            known = [number for number in numbers if number is not None]
            if known:
                return ReckonedStep(sum(known, Fraction()) / len(known), "answers")
        if item.is_leaf or not all((code, one.code) in self.by_voice for one in self._parts(item)):
            known_parts = [one for one in self._parts(item) if (code, one.code) in self.by_voice]
            if item.is_leaf or not known_parts or item.combine in (Combine.WEIGHTED, Combine.SUM):
                return ReckonedStep(stated, "stated")
        return self._joined(item, {one.code: self._heard(code, one) for one in self._parts(item)})

    def _heard(self, code: str, item: Item) -> ReckonedStep | None:
        """What a voice says of an item to those above it; a panel's own value where it speaks alone."""
        return self.totals[item.code] if self.is_put(code, item) else self.by_voice.get((code, item.code))

    def is_put(self, code: str, item: Item) -> bool:
        """Whether a panel's own value stands for what this voice alone says of an item."""
        value = self.values.get(item.code)
        return bool(value and value.ruled) and self.covering(item) == (code,)

    def _is_of_units(self, code: str, item: Item) -> bool:
        """Whether units below gave a value of the item itself: what they heard there is not known here."""
        kind = next(one.kind for one in self.scheme.voices if one.code == code)
        return kind is VoiceKind.UNITS and (item.is_leaf or item.combine is not Combine.NONE)

    def _of_units(self, item: Item, stated: Fraction) -> ReckonedStep:
        """The mean of the units' own values, unless a panel's value below was put into each of them."""
        ruled = any(self.values[one.code].ruled for one in item.walk() if one is not item)
        numbers = [number_in(source.text) for source in self.values[item.code].sources]
        known = tuple(number for number in numbers if number is not None)
        if ruled or not known or len(self.covering(item)) > 1:
            return ReckonedStep(stated, "stated")
        return ReckonedStep(sum(known, Fraction()) / len(known), "units", figures=known)

    @staticmethod
    def _parts(item: Item) -> tuple[Item, ...]:
        return tuple(item.leaves()) if item.combine is Combine.SHARE_OF_YES else item.items

    def _joined(self, item: Item, steps: Mapping[str, ReckonedStep | None]) -> ReckonedStep:
        """Siblings as their item says."""
        found = [(one, steps.get(one.code)) for one in self._parts(item)]
        known = [(one, step.value) for one, step in found if step is not None and step.value is not None]
        if not known or item.combine is Combine.NONE:
            return ReckonedStep(None, "siblings")
        weigh = item.combine is Combine.WEIGHTED or (
            item.combine is Combine.MEAN and all(one.weight is not None for one, _ in known)
        )
        weights = [one.weight if weigh else None for one, _ in known]
        factors = [Fraction(1) if weight is None else weight for weight in weights]
        amount = sum((f * value for f, (_, value) in zip(factors, known, strict=True)), Fraction())
        divided, whole = item.combine in (Combine.MEAN, Combine.SHARE_OF_YES), sum(factors, Fraction())
        parts = tuple((one.code, weight) for (one, _), weight in zip(known, weights, strict=True))
        return ReckonedStep(amount / whole if divided else amount, "siblings", parts, divided)

    def _total(self, item: Item, covering: tuple[str, ...]) -> ReckonedStep:
        value = self.values.get(item.code)
        if value is None or value.value is None:
            return ReckonedStep(None, "siblings")
        if value.ruled:
            return ReckonedStep(value.value, "ruled")
        weights = self.weights[item.code]
        if not item.is_leaf and (not covering or self._settled_below(item, covering)):
            return self._joined(item, {one.code: self.totals.get(one.code) for one in self._parts(item)})
        if len(covering) == 1:
            step = self.by_voice[covering[0], item.code]
            return ReckonedStep(step.value, "voice", ((covering[0], None),))
        if len(covering) < len(weights):
            return ReckonedStep(value.value, "stated")
        known = [(code, self.by_voice[code, item.code].value) for code in covering]
        amount = sum((weights[code] * number for code, number in known if number is not None), Fraction())
        whole = sum((weights[code] for code in covering), Fraction())
        return ReckonedStep(amount / whole, "met", tuple((code, weights[code]) for code in covering), True)

    def _settled_below(self, item: Item, covering: tuple[str, ...]) -> bool:
        apart = len(covering) < len(self.weights[item.code])
        below = [one for one in item.walk() if one is not item]
        return any(
            one.voices is not None
            or (len(self.covering(one)) > 1 and (apart or bool(self.values[one.code].ruled)))
            for one in below
        )
