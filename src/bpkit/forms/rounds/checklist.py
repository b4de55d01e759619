"""A checklist as a form: what was answered, when it was due and done, and how ready everything is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from openpyxl.utils import get_column_letter

from ...model.calendar import due
from ...model.dates import parse_date
from ...model.programs import Item, Program, Scheme
from ...model.rounds import Answer, Outcome, Symbol, Unit
from ...model.sheet_words import ITSELF
from ...wording import say
from ..xlsx.cells import Formula
from .check_values import AnswerColumn
from .layout import GROUP, CellStyle, Content, Page, Put
from .words import pattern_of, remark_on

WIDTHS = (6.0, 50.0, 7.0, 8.0, 10.0, 13.0, 13.0, 22.0, 24.0)
TICK = "✓"
SYMBOLS = (Symbol.YES, Symbol.NO, Symbol.NOT_APPLICABLE)
FIRST = 3  # the column of yes
_OPEN, _NOT = "FFF9DB", "FBE4E2"  # not answered yet, answered with no


class ChecklistTable:
    """Lays the items of one checklist, whose answers stand in these columns."""

    def __init__(self, program: Program, scheme: Scheme, unit: Unit, columns: Sequence[AnswerColumn]) -> None:
        self.program, self.scheme, self.unit, self.columns = program, scheme, unit, columns
        self.leaves = tuple(scheme.root.leaves())
        self.items = {item.code: item for item in scheme.root.walk()}

    def lay(self, page: Page, outcome: Outcome) -> str:
        """The table with its sums; where the value of the whole stands."""
        header = page.head(
            [
                "No",
                say("round_forms.aspect"),
                *(say(f"round_forms.answer_{one.name.lower()}") for one in SYMBOLS),
                *(say(f"round_forms.{one}") for one in ("due_by", "done_on", "evidence", "remark")),
            ]
        )
        counts = dict.fromkeys(SYMBOLS, 0)
        for branch in self.scheme.root.items:
            self._lay_branch(page, branch, counts)
        return self._lay_sums(page, outcome, header, counts)

    def _lay_branch(self, page: Page, item: Item, counts: dict[Symbol, int]) -> None:
        if item.is_leaf:
            self._lay_item(page, item, counts)
            return
        page.add([Put(item.code, GROUP), Put(item.name, GROUP, page.count - 1)])
        for one in item.items:
            self._lay_branch(page, one, counts)

    def _lay_item(self, page: Page, item: Item, counts: dict[Symbol, int]) -> None:
        found = [one for column in self.columns if (one := column.answer(ITSELF, item))]
        said = {symbol: sum(one.symbol is symbol for one in found) for symbol in SYMBOLS}
        for symbol in SYMBOLS:
            counts[symbol] += bool(said[symbol]) and self._is_single
        fill = _OPEN if not any(said.values()) else _NOT if said[Symbol.NO] else ""
        centre = CellStyle(across="center", fill=fill)
        marks: list[Content] = [self._mark(said[symbol]) for symbol in SYMBOLS]
        days = [one.day for one in found if one.day]
        puts = [
            Put(item.code, centre),
            Put(item.name, CellStyle(fill=fill)),
            *(Put(one, centre) for one in marks),
        ]
        puts += [Put(self._due(item), centre), Put(min(days, default=None), centre)]
        puts += [
            Put("\n".join(_evidence(found)), CellStyle(fill=fill)),
            Put(_remarks(found), CellStyle(fill=fill)),
        ]
        page.add(puts)

    @property
    def _is_single(self) -> bool:
        """Whether one sheet alone was handed in, so that every answer is a tick."""
        return len(self.columns) <= 1

    def _mark(self, count: int) -> Content:
        if not count:
            return None
        return TICK if self._is_single else count

    def _due(self, item: Item) -> date | None:
        """By when a yes is owed; None where nobody can tell."""
        task = next((one for one in self.program.tasks if one.code == item.due), None)
        opening = self.unit.facts.get("mulai")
        day = parse_date(opening.text) if opening else None
        return due(task, self.unit.span, None, day) if task and self.unit.span else None

    def _lay_sums(self, page: Page, outcome: Outcome, header: int, counts: dict[Symbol, int]) -> str:
        last = page.row
        total = outcome.total
        bold = CellStyle(bold=True, fill=GROUP.fill, across="center")
        if self._is_single:
            area = {s: f"{get_column_letter(FIRST + n)}{header + 1}" for n, s in enumerate(SYMBOLS)}
            sums = [
                Formula(f'COUNTIF({area[s]}:{area[s][0]}{last},"{TICK}")', Fraction(counts[s]))
                for s in SYMBOLS
            ]
            puts = [Put(say("round_forms.count"), GROUP, 2), *(Put(one, bold) for one in sums)]
            page.add([*puts, Put("", GROUP, page.count - 5)])
        root = self.scheme.root
        pattern = pattern_of(root, total.value, self.scheme.edges(root.code))
        style = CellStyle(11, bold=True, fill=GROUP.fill, across="center", pattern=pattern)
        words = remark_on(self.scheme, total, self.scheme.root)
        fraction = self._fraction(counts) if self._is_single and total.value is not None else ""
        row = page.add(
            [
                Put(say("round_forms.readiness"), GROUP, 2),
                Put(self._readiness(page.row, total.value, ruled=bool(total.ruled)), style, 3),
                Put("; ".join(filter(None, (fraction, words))), GROUP, page.count - 5),
            ],
            least=20,
        )
        return page.reference(row, FIRST) if total.value is not None else ""

    def _fraction(self, counts: dict[Symbol, int]) -> str:
        yes, no = counts[Symbol.YES], counts[Symbol.NO]
        return say("round_forms.yes_of", yes=yes, whole=yes + no)

    def _readiness(self, row: int, value: Fraction | None, *, ruled: bool) -> Content:
        """Yes ÷ (yes + no), by the sums in the row above; a number where sheets of several make it."""
        if value is None or ruled or not self._is_single:
            return value
        yes, no = (f"{get_column_letter(FIRST + n)}{row}" for n in range(2))
        return Formula(f"{yes}/({yes}+{no})", value)


def _evidence(found: Sequence[Answer]) -> list[str]:
    return list(dict.fromkeys(name for one in found for name in one.evidence))


def _remarks(found: Sequence[Answer]) -> str:
    """Whatever was written beside an answer; an answer that is none of the three is told as it was typed."""
    words = [text for one in found for code, text in one.fields.items() if code != "bukti"]
    words += [say("round_forms.not_counted", text=one.text) for one in found if one.symbol is None]
    return "; ".join(dict.fromkeys(words))
