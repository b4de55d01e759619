"""Other arrangements of a judgement: a working paper, a recap by unit, numbers to type into another system.

What of them is a number is checked by the same sheet `Periksa` as in the usual recap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from openpyxl.utils import get_column_letter

from ...figures import exact, places_apart, rounded, with_comma
from ...model.dates import in_words, parse_date
from ...model.programs import Arrangement, Column, ColumnKind, Form, Item
from ...model.rounds import Answer, Origin, Outcome, Unit, Value
from ...model.sheet_words import field_name, fields_asked
from ...wording import say
from ..xlsx.cells import Formula
from .check_values import key_of
from .judgement_pages import JudgementPages, branches_shown, lay_foot, lay_title
from .layout import CENTRE, GROUP, HEADING, NOTE, TEXT, CellStyle, Page, Put
from .words import code_width, pattern_of, remark_on

ITEM_COLUMN = "butir"  # of a list that follows: the item that a row speaks of
TICK = "☐"
_WIDTHS = {"bukti": 26.0, "tanggal": 12.0}


def pages_of(form: Form) -> type[JudgementPages]:
    """What lays out a form of this arrangement."""
    return _PAGES.get(form.arrangement, JudgementPages)


class WorkingPaperPages(JudgementPages):
    """Each branch with its phases: score, evidence and words of every sheet; then what follows from it."""

    def lay(self) -> None:
        """The working paper, a block a branch."""
        self.fields = fields_asked(self.scheme)
        widths = [
            code_width(self.scheme),
            34.0,
            10.0,
            16.0,
            *(_WIDTHS.get(code, 46.0) for code in self.fields),
        ]
        page = self.book.page(self.root.name or self.scheme.name, widths)
        lay_title(page, self.program, self.form, self.unit, self.judgement.outcomes)
        band = say("round_forms.band")
        page.head(["Kode", "Butir", say("round_forms.value"), band, *map(field_name, self.fields)])
        for outcome in self.judgement.outcomes:
            for value in outcome.total.items:
                self._lay_branch(page, outcome, value)
        lay_foot(page, self.program, self.unit)

    def _lay_branch(self, page: Page, outcome: Outcome, value: Value) -> None:
        item = self.items[value.item]
        self._lay_head(page, outcome, value)
        if item.hints:
            page.add([Put("\n".join(f"• {hint}" for hint in item.hints), NOTE, page.count)])
        for one in value.items:
            if one.items:
                self._lay_branch(page, outcome, one)
            else:
                self._lay_phase(page, outcome, one)
        if value.items and not any(one.items for one in value.items):
            self._lay_follow_up(page, item)

    def _lay_head(self, page: Page, outcome: Outcome, value: Value) -> None:
        item = self.items[value.item]
        pattern = pattern_of(item, value.value, self.judgement.edges(item.code))
        style = CellStyle(across="right", bold=True, fill=GROUP.fill, pattern=pattern)
        remark = remark_on(self.scheme, value, item)
        puts = [Put(item.code, GROUP), Put(item.name, GROUP), Put(value.value, style)]
        centre = CellStyle(across="center", bold=True, fill=GROUP.fill)
        puts += [Put(value.band, centre), Put(remark, GROUP, max(len(self.fields), 1))]
        row = page.add(puts)
        if value.value is not None:
            self.shown[outcome.judged, item.code] = page.reference(row, 3)

    def _lay_phase(self, page: Page, outcome: Outcome, value: Value) -> None:
        item = self.items[value.item]
        answers = list(self._answers(outcome, item))
        style = CellStyle(
            across="right", pattern=pattern_of(item, value.value, self.judgement.edges(item.code))
        )
        puts = [
            Put(item.code, CENTRE),
            Put(item.name, CellStyle(indent=1)),
            Put(value.value, style),
            Put(""),
        ]
        puts += [Put("\n".join(self._texts(answers, code))) for code in self.fields]
        row = page.add(puts)
        if value.value is not None:
            self.shown[outcome.judged, item.code] = page.reference(row, 3)

    def _answers(self, outcome: Outcome, item: Item) -> Iterator[tuple[str, Answer]]:
        for column in self.columns:
            answer = column.answer(key_of(self.scheme, outcome), item)
            if answer is not None:
                yield column.who, answer

    @staticmethod
    def _texts(answers: Sequence[tuple[str, Answer]], code: str) -> Iterator[str]:
        """What stands beside the answers; with several people each is named, the same words once."""
        said: dict[str, list[str]] = {}
        for who, answer in answers:
            text = "; ".join(answer.evidence) if code == "bukti" else answer.fields.get(code, "")
            if text:
                said.setdefault(text, []).append(who)
        for text, people in said.items():
            yield text if len(said) == 1 else f"{text} ({', '.join(people)})"

    def _lay_follow_up(self, page: Page, item: Item) -> None:
        """The rows of the list that speak of an item, each column with its name."""
        table = self.program.table(self.form.follows)
        listing = self.unit.listings.get(self.form.follows)
        for row in listing.rows if table and listing else ():
            if table and row.cells.get(ITEM_COLUMN) == item.code:
                lines = [
                    f"{column.name}: {_as_read(column, row.cells[column.code])}"
                    for column in table.columns
                    if column.code != ITEM_COLUMN and row.cells.get(column.code)
                ]
                page.add([Put("", TEXT), Put("\n".join(lines), CellStyle(italic=True), page.count - 1)])


def _as_read(column: Column, text: str) -> str:
    day = parse_date(text) if column.kind is ColumnKind.DATE else None
    return in_words(day) if day else text


class ByUnitPages(JudgementPages):
    """A row a unit below, a column a branch, and the mean that all of them make."""

    def lay(self) -> None:
        """The table, units in their order; one that handed in nothing has its row."""
        values = [one for outcome in self.judgement.outcomes for one in branches_shown(outcome.total)]
        page = self.book.page(say("round_forms.sheet_by_unit"), [22.0, *(13.5 for _ in values), 14.0])
        lay_title(page, self.program, self.form, self.unit, self.judgement.outcomes)
        names = [self.items[one.item].short_name or self.items[one.item].name for one in values]
        header = page.head(["Unit", *names, say("round_forms.remark")])
        for child in self._units():
            self._lay_unit(page, child, values)
        self._lay_means(page, values, header)
        lay_foot(page, self.program, self.unit)
        super().lay()

    def _units(self) -> list[Unit]:
        """The units whose values are taken: the lowest that were judged, else all below."""
        paths = {source.path for outcome in self.judgement.outcomes for source in _sources(outcome.total)}
        below = [one for one in self.unit.walk() if one is not self.unit]
        levels = {one.level.code for one in below if one.path in paths}
        return [one for one in below if not levels or one.level.code in levels]

    def _lay_unit(self, page: Page, unit: Unit, values: Sequence[Value]) -> None:
        puts, empty = [Put(unit.name)], 0
        for value in values:
            text = next((one.text for one in value.sources if one.path == unit.path), "")
            number = Fraction(text) if text else None
            empty += number is None
            item = self.items[value.item]
            pattern = pattern_of(item, number, self.judgement.edges(item.code))
            puts.append(Put(number, CellStyle(across="right", pattern=pattern)))
        remark = say("round_forms.unit_blank") if values and empty == len(values) else ""
        remark = remark or (say("round_forms.some_blank", count=empty) if empty else "")
        page.add([*puts, Put(remark)])

    def _lay_means(self, page: Page, values: Sequence[Value], header: int) -> None:
        """The mean of the rows above as a formula; what stands on a panel's own value stands as it is."""
        first, last = header + 1, page.row
        puts: list[Put] = [Put(self.unit.name or self.scheme.name, GROUP)]
        for column, value in enumerate(values, start=2):
            letter = get_column_letter(column)
            item = self.items[value.item]
            pattern = pattern_of(item, value.value, self.judgement.edges(item.code))
            style = CellStyle(across="right", bold=True, fill=GROUP.fill, pattern=pattern)
            put = any(one.ruled for one in value.walk())
            plain = value.value is None or put or last < first
            text = f"AVERAGE({letter}{first}:{letter}{last})"
            puts.append(Put(value.value if plain else Formula(text, value.value), style))
        ruled = [self.items[one.item].code for value in values for one in value.walk() if one.ruled]
        remark = say("round_forms.ruled_for", items=", ".join(ruled)) if ruled else ""
        page.add([*puts, Put(remark, GROUP)])
        bands = [Put(say("round_forms.band"), GROUP), *(Put(one.band, HEADING) for one in values)]
        page.add([*bands, Put("", GROUP)])


def _sources(value: Value) -> Iterator[Origin]:
    for one in value.walk():
        yield from one.sources


class EntryPages(JudgementPages):
    """A branch a row: the numbers of its phases, the exact mean, the number to type, a box to tick."""

    def lay(self) -> None:
        """The rows, headed by the branch that they stand in."""
        page = self.book.page(
            say("round_forms.sheet_entry"), [code_width(self.scheme), 46.0, 22.0, 13.0, 12.0, 16.0, 9.0]
        )
        lay_title(page, self.program, self.form, self.unit, self.judgement.outcomes)
        page.across(say("round_forms.entry_how"), NOTE)
        heads = ("phases", "exactly", "to_type", "band", "typed")
        page.head(["Kode", "Butir", *(say(f"round_forms.{one}") for one in heads)])
        for outcome in self.judgement.outcomes:
            for value in branches_shown(outcome.total):
                self._lay(page, outcome, value, 0)
        lay_foot(page, self.program, self.unit)

    def _lay(self, page: Page, outcome: Outcome, value: Value, depth: int) -> None:
        item = self.items[value.item]
        lowest = all(not one.items for one in value.items)
        fill = "" if lowest else GROUP.fill
        centre, right = CellStyle(across="center", fill=fill), CellStyle(across="right", fill=fill)
        phases = " / ".join(_number_words(one.value) for one in value.items) if lowest else ""
        shown, places = None, 2
        if value.value is not None:
            places = places_apart(value.value, self.judgement.edges(item.code))
            shown = Fraction(rounded(value.value, places))
        typed = CellStyle(across="right", bold=True, fill=fill, pattern=f"0.{'0' * places}")
        puts = [Put(item.code, centre), Put(item.name, CellStyle(fill=fill, bold=not lowest, indent=depth))]
        puts += [Put(phases, centre), Put(_number_words(value.value), right), Put(shown, typed)]
        page.add([*puts, Put(value.band, centre), Put(TICK if value.value is not None else "", centre)])
        for one in value.items if not lowest else ():
            self._lay(page, outcome, one, depth + 1)


def _number_words(value: Fraction | None) -> str:
    return "–" if value is None else with_comma(exact(value))


_PAGES: dict[Arrangement, type[JudgementPages]] = {
    Arrangement.WORKING_PAPER: WorkingPaperPages,
    Arrangement.BY_UNIT: ByUnitPages,
    Arrangement.ENTRY: EntryPages,
}
