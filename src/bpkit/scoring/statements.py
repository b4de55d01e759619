"""What was said of all that a scheme judges in a unit's folder: on sheets, in lists, by the units below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from ..figures import exact
from ..model.place import Place
from ..model.programs import (
    ITEM_COLUMN,
    MAIN,
    NUMBER_COLUMN,
    UNIT,
    WHOLE_WORDS,
    WRITINGS,
    Item,
    Program,
    Scheme,
    Voice,
    VoiceKind,
)
from ..model.rounds import Answer, AnswerSheet, Judgement, Row, Symbol, Unit
from ..model.units import fold, fold_alike
from .item_values import Past, Statement, Why, answer_of, meaning_of, number_of, ratio_of

Judge = Callable[[Scheme, Unit], Judgement]
Named = tuple[str, Row | None]  # a judged thing, with its row where a list names it


class Thing(Struct, frozen=True):
    """Something that is judged, with all that was said of it."""

    name: str
    statements: tuple[Statement, ...]


def things_of(
    program: Program, scheme: Scheme, unit: Unit, earlier: Sequence[Unit], judge: Judge
) -> tuple[list[Thing], dict[str, tuple[Past, ...]]]:
    """What is judged in a unit's folder, and what was said of each in the periods before.

    A second folder for the same period is a second report: its numbers are held against those of the first.
    `judge` judges the units below, where their values are a voice.
    """
    others = [one for one in earlier if one.path != unit.path]
    same = [one for one in others if one.span is not None and one.span == unit.span]
    before = [one for one in others if one not in same and _is_before(one, unit)]
    things = []
    for named in judged_in(program, scheme, unit):
        said = [one for place in (unit, *same) for one in _said(program, scheme, place, named, judge)]
        things.append(Thing(named[0], tuple(said)))
    past = {thing.name: _past(program, scheme, before, thing.name, judge) for thing in things}
    return things, past


def judged_in(program: Program, scheme: Scheme, unit: Unit) -> list[Named]:
    """The names of what a scheme judges in a unit's folder, with their rows where a list names them."""
    if scheme.judged == UNIT:
        return [(unit.name, None)]
    if scheme.judged == WRITINGS:
        return [(writing.title, None) for writing in unit.writings]
    table = program.table(scheme.judged)
    return [(table.row_name(row.cells), row) for row in unit.rows(table.code)] if table else []


def _is_before(one: Unit, unit: Unit) -> bool:
    return one.span is None or unit.span is None or one.span < unit.span


def _past(
    program: Program, scheme: Scheme, before: Sequence[Unit], name: str, judge: Judge
) -> tuple[Past, ...]:
    found = []
    for unit in before:
        there = [one for one in judged_in(program, scheme, unit) if fold_alike(one[0]) == fold_alike(name)]
        named = (name, there[0][1] if there else None)
        found.append(Past(unit.span, tuple(_said(program, scheme, unit, named, judge))))
    return tuple(found)


def _said(program: Program, scheme: Scheme, unit: Unit, named: Named, judge: Judge) -> Iterator[Statement]:
    name, row = named
    yield from _on_sheets(scheme, unit, name)
    if row is not None:
        yield from _in_row(scheme, row)
    for voice in scheme.voices if scheme.judged == UNIT else ():
        if voice.kind is VoiceKind.SURVEY:
            yield from _survey(scheme, voice, unit)
        elif voice.kind is VoiceKind.LIST:
            yield from _listed(program, scheme, voice, unit)
        elif voice.kind is VoiceKind.UNITS:
            yield from _units_below(program, voice, unit, judge)


def _on_sheets(scheme: Scheme, unit: Unit, name: str) -> Iterator[Statement]:
    """What each person and each panel typed. Where sheets of one person differ, none of them counts."""
    found: dict[tuple[str, ...], list[Statement]] = {}
    on_sheets = [voice.code for voice in scheme.voices if voice.kind.has_sheets]
    for sheet in (one for one in unit.sheets if one.scheme == scheme.code):
        voice = sheet.voice or (on_sheets[0] if len(on_sheets) == 1 else "")
        answers = _about(scheme, sheet, name)
        people = sorted(fold(one) for one in sheet.who) or [str(sheet.path)]
        own = sheet.path.parent == unit.path
        statement = Statement(voice, answers, ", ".join(sheet.who), sheet.path, len(sheet.who) > 1, own)
        found.setdefault((voice, *people), []).append(statement)
    for statements in found.values():
        yield replace(statements[-1], answers=_alike([one.answers for one in statements]))


def _about(scheme: Scheme, sheet: AnswerSheet, name: str) -> Mapping[str, Answer]:
    """A sheet's answers about one judged thing; a sheet about a unit need not name it."""
    found: dict[str, Answer] = {}
    for thing, answers in sheet.answers.items():
        if scheme.judged == UNIT or fold_alike(thing) == fold_alike(name):
            found |= answers
    return found


def _alike(told: Sequence[Mapping[str, Answer]]) -> dict[str, Answer]:
    """What all sheets of one person say together: nothing of an item that any two answer differently."""
    by_item: dict[str, list[Answer]] = {}
    for answers in told:
        for code, answer in answers.items():
            by_item.setdefault(code, []).append(answer)
    return {
        code: answers[0]
        for code, answers in by_item.items()
        if len({meaning_of(one) for one in answers}) == 1
    }


def _in_row(scheme: Scheme, row: Row) -> Iterator[Statement]:
    """What a row says of itself: a column with an item's code holds the answer."""
    answers = _answers_in(scheme, row)
    if answers and scheme.voices:
        yield Statement(scheme.voices[0].code, answers, path=row.path)


def _answers_in(scheme: Scheme, row: Row) -> dict[str, Answer]:
    return {
        item.code: answer_of(item, row.cells[item.code], row.places.get(item.code, row.place))
        for item in scheme.root.walk()
        if item.code and row.cells.get(item.code, "").strip()
    }


def _survey(scheme: Scheme, voice: Voice, unit: Unit) -> Iterator[Statement]:
    """A statement a row; nobody's name is known."""
    for row in unit.rows(voice.table):
        yield Statement(voice.code, _answers_in(scheme, row), path=row.path)


def _listed(program: Program, scheme: Scheme, voice: Voice, unit: Unit) -> Iterator[Statement]:
    """Numbers in a list: rows of one item add up; a row whose key comes twice is a second report."""
    table, listing = program.table(voice.table), unit.listings.get(voice.table)
    if table is None or listing is None:
        return
    first: dict[tuple[str, ...], Row] = {}
    again: list[Row] = []
    for row in listing.rows:
        key = tuple(fold(row.cells.get(code, "")) for code in table.key) or (str(len(first)),)
        if key in first:
            again.append(row)
        else:
            first[key] = row
    items = {item.code: item for item in scheme.root.leaves()}
    parted = [code for code in table.key if code != ITEM_COLUMN]
    totals = _totals(items, first.values(), parted)
    yield Statement(voice.code, totals, path=unit.path)
    for row in again:
        key = tuple(fold(row.cells.get(code, "")) for code in table.key)
        others = [row if other is first[key] else other for other in first.values()]
        changed = _totals(items, others, parted)
        code = row.cells.get(ITEM_COLUMN, "")
        if code in changed:
            yield Statement(voice.code, {code: changed[code]}, path=row.path)


def _totals(items: Mapping[str, Item], rows: Iterable[Row], parted: Sequence[str]) -> dict[str, Answer]:
    """The number of every item; a row about the whole is its number, and never added to those of parts.

    `parted` are the columns that say which part a row is about. Where parts do not add up (a percentage),
    only a stated whole counts.
    """
    by_item: dict[str, list[Row]] = {}
    for row in rows:
        if row.cells.get(ITEM_COLUMN) in items and row.cells.get(NUMBER_COLUMN, "").strip():
            by_item.setdefault(row.cells[ITEM_COLUMN], []).append(row)
    numbers = {code: number_rows(items[code], found, parted) for code, found in by_item.items()}
    return {code: _added(items[code], found) for code, found in numbers.items() if found}


def number_rows(item: Item, rows: Sequence[Row], parted: Sequence[str]) -> list[Row]:
    """The rows of one item that make its number: those about the whole, else those of its parts."""
    whole = [row for row in rows if is_whole(row, parted)]
    adds = item.target is None or item.target.parts_add
    return whole or (list(rows) if adds or (len(rows) == 1 and not parted) else [])


def is_whole(row: Row, parted: Sequence[str]) -> bool:
    """Whether a row is about the whole and not about one of its parts."""
    return all(fold(row.cells.get(code, "")) in WHOLE_WORDS for code in parted)


def _added(item: Item, rows: Sequence[Row]) -> Answer:
    """The sum of the numbers of rows; ratios add their parts, what is no number stays as it was typed."""
    texts = [row.cells[NUMBER_COLUMN] for row in rows]
    place = rows[0].places.get(NUMBER_COLUMN, rows[0].place)
    ratios = [ratio_of(text) for text in texts]
    numbers = [number_of(text) for text in texts]
    parts = [one for one in ratios if one is not None]
    if len(parts) == len(texts):
        above, below = (sum((part[side] for part in parts), Fraction()) for side in (0, 1))
        return Answer(f"{exact(above)}/{exact(below)}", place)
    figures = [one for one in numbers if one is not None]
    if len(figures) < len(texts):
        return Answer(next(text for text, one in zip(texts, numbers, strict=True) if one is None), place)
    return answer_of(item, exact(sum(figures, Fraction())), place)


def _units_below(program: Program, voice: Voice, unit: Unit, judge: Judge) -> Iterator[Statement]:
    """What the units below have, item by item; a unit without a value is a blank."""
    scheme = program.scheme(voice.table or MAIN)
    for child in unit.walk() if scheme else ():
        if scheme is None or child is unit or child.level.code != scheme.level:
            continue
        for outcome in judge(scheme, child).outcomes:
            values = [*outcome.total.walk()]
            answers = {
                one.item: Answer(exact(one.value), Place(), one.value)
                for one in values
                if one.value is not None
            }
            out = [one.item for one in values if one.value is None and one.why == Why.NOT_APPLICABLE]
            answers |= {code: Answer("", Place(), symbol=Symbol.NOT_APPLICABLE) for code in out}
            unsettled = frozenset(one.item for one in values if one.provisional)
            yield Statement(voice.code, answers, child.name, child.path, unsettled=unsettled)
