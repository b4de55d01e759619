"""The form of a need: by place and field, surplus and shortage, moves, a picture, and a sheet that checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties

from ...figures import exact
from ...model.programs import Form, Program
from ...model.rounds import Unit
from ...model.tallies import ListColumns, Move, Need, NeedPlan, Post, Rounding, ServedGroup, Sum, rounded_need
from ...tallies.needs import summed, total_of
from ...wording import say
from ..xlsx.cells import Formula
from .checks import DIFFERENT, SAME, lay_summary
from .judgement_pages import lay_foot, lay_title
from .layout import CENTRE, GROUP, HEADING, NOTE, TEXT, TITLE, VALUE, WARNING, Book, CellStyle, Page, Put
from .sheets import lay_assumptions
from .words import decimal_words

NUMBER = CellStyle(across="right", pattern="#,##0")
DECIMAL = CellStyle(across="right", pattern="0.00")
BOLD = CellStyle(bold=True, fill="F2F2F2", across="right", pattern="#,##0")
MOST_CHARTED = 25
BLUE, RED = "2E75B6", "C55A11"


def need_form(program: Program, form: Form, unit: Unit, need: Need, book: Book | None = None) -> bytes:
    """A need as a workbook, laid into `book`; the same arguments give the same bytes."""
    return _NeedBook(program, form, unit, need, book or Book(f"{program.name}: {form.name}")).to_bytes()


class _NeedBook:
    def __init__(self, program: Program, form: Form, unit: Unit, need: Need, book: Book) -> None:
        self.program, self.form, self.unit, self.need = program, form, unit, need
        self.plan = need.plan
        self.book = book
        self.place = self.word(self.plan.posts, "tempat")
        self.field = self.word(self.plan.posts, "bidang")
        self.post_cells: list[dict[str, str]] = []
        self.group_cells: list[tuple[str, str, str]] = []

    def word(self, columns: ListColumns | None, role: str) -> str:
        """What people call a column of their list."""
        table = self.program.table(columns.table) if columns else None
        column = table.column(columns.column(role)) if table and columns else None
        return column.name if column else role

    def to_bytes(self) -> bytes:
        self._lay_needs()
        self._lay_gaps()
        self._lay_moves()
        self._lay_groups()
        _NeedChecks(self).lay()
        return self.book.to_bytes()

    def _begin(self, name: str, widths: Sequence[float], title: str = "") -> Page:
        page = self.book.page(name, widths)
        lay_title(page, self.program, self.form, self.unit)
        if self.need.provisional:
            page.across(say("round_forms.needs_provisional"), WARNING)
        if title:
            page.across(title, VALUE)
        return page

    # By place and field -------------------------------------------------------------------------------

    def _lay_needs(self) -> None:
        page = self._begin(say("round_forms.sheet_needs"), (5, 34, 30, 11, 11, 11, 12, 9, 12, 12, 34))
        share = say("round_forms.share", duty=decimal_words(self.plan.duty))
        names = [say(f"round_forms.{one}") for one in ("need", "there", "surplus", "shortage", "remark")]
        page.head(
            ["No", self.place, self.field, say("round_forms.classes"), say("round_forms.load"), share, *names]
        )
        for number, post in enumerate(self.need.posts, start=1):
            self._lay_post(page, number, post)
        lay_foot(page, self.program, self.unit)

    def _lay_post(self, page: Page, number: int, post: Post) -> None:
        numbers = [Put(post.classes, NUMBER), Put(post.load, NUMBER), Put(post.share, DECIMAL)]
        bold = CellStyle(across="right", bold=True, pattern="#,##0")
        numbers += [Put(post.need, bold), Put(post.there, NUMBER)]
        numbers += [Put(post.surplus, NUMBER), Put(post.shortage, NUMBER)]
        row = page.add(
            [Put(number, CENTRE), Put(post.place), Put(post.field), *numbers, Put(remark_of(post))]
        )
        columns = {
            "place": 2,
            "field": 3,
            "load": 5,
            "share": 6,
            "need": 7,
            "there": 8,
            "surplus": 9,
            "shortage": 10,
        }
        self.post_cells.append({name: page.reference(row, at) for name, at in columns.items()})

    # Surplus and shortage -----------------------------------------------------------------------------

    def _lay_gaps(self) -> None:
        page = self._begin(say("round_forms.sheet_gaps"), (40, 14, 14, 14, 14, 18))
        self.sums: list[tuple[str, Sum, tuple[str, ...]]] = []
        for role, name in (("place", self.place), ("field", self.field)):
            page.space(6)
            page.across(say("round_forms.by", name=name), VALUE)
            first = self._lay_sums(page, summed(self.need.posts, role), name, role)
            if role == "field":
                self._lay_picture(page.title, first, len(summed(self.need.posts, role)))
        page.space(6)
        whole = total_of(say("round_forms.whole"), self.need.posts)
        self._lay_sums(page, [whole], self.unit.name, "")
        lay_foot(page, self.program, self.unit)

    def _lay_sums(self, page: Page, sums: Iterable[Sum], name: str, role: str) -> int:
        """A table of sums; the row of its heading."""
        heads = [name, *(say(f"round_forms.{one}") for one in SUM_COLUMNS), say("round_forms.unknown")]
        first = page.add([Put(text, HEADING) for text in heads], least=20)
        for one in sums:
            puts = [Put(getattr(one, key), NUMBER if role else BOLD) for key in SUM_COLUMNS]
            name_style = TEXT if role else GROUP
            row = page.add([Put(one.name, name_style), *puts, Put(one.missing or None, CENTRE)])
            self.sums.append((role, one, tuple(page.reference(row, at) for at in range(1, 6))))
        return first

    def _lay_picture(self, sheet: str, header: int, count: int) -> None:
        """Surplus and shortage of every field, side by side."""
        if not count:
            return
        source = self.book.worksheet(sheet)
        page = self.book.page(say("round_forms.sheet_picture"), (145.0,))
        page.across(f"{say('round_forms.sheet_gaps')}: {self.unit.name}", TITLE)
        last = header + min(count, MOST_CHARTED)
        values = Reference(source, min_col=4, max_col=5, min_row=header, max_row=last)
        names = Reference(source, min_col=1, min_row=header + 1, max_row=last)
        page.sheet.add_chart(bar_chart(values, names, (BLUE, RED), count * 2), f"A{page.row + 2}")

    # Moves --------------------------------------------------------------------------------------------

    def _lay_moves(self) -> None:
        page = self._begin(say("round_forms.sheet_moves"), (5, 32, 32, 26, 11, 14, 40))
        moves = self.plan.moves
        heads = [self.word(moves, role) if moves else role for role in ("dari", "ke", "bidang", "banyak")]
        heads = ["No", *heads, say("round_forms.room"), say("round_forms.verdict")]
        for title, found in (("moves_proposed", self.need.moves), ("moves_possible", self.need.proposals)):
            page.space(6)
            page.across(say(f"round_forms.{title}"), VALUE)
            page.add([Put(text, HEADING) for text in heads], least=20)
            for number, move in enumerate(found, start=1):
                self._lay_move(page, number, move, judged=title == "moves_proposed")
            if not found:
                page.across(say("round_forms.nothing_listed"), CENTRE)
        page.space(6)
        page.across(say("round_forms.moves_after"), VALUE)
        page.add([Put("", HEADING), Put(self.field, HEADING, 2)] + [
            Put(say(f"round_forms.{one}"), HEADING) for one in ("need", "there", "surplus", "shortage")
        ])  # fmt: skip
        for number, one in enumerate(summed(self.need.after, "field"), start=1):
            puts = [Put(getattr(one, key), NUMBER) for key in SUM_COLUMNS]
            page.add([Put(number, CENTRE), Put(one.name, TEXT, 2), *puts])
        lay_foot(page, self.program, self.unit)

    @staticmethod
    def _lay_move(page: Page, number: int, move: Move, *, judged: bool) -> None:
        verdict = move_words(move) if judged else ""
        names = [Put(move.source), Put(move.target), Put(move.field)]
        page.add([Put(number, CENTRE), *names, Put(move.count, NUMBER), Put(move.room, NUMBER), Put(verdict)])

    # Groups -------------------------------------------------------------------------------------------

    def _lay_groups(self) -> None:
        if not self.need.groups:
            return
        page = self._begin(say("round_forms.sheet_groups"), (44, 18, 16, 12, 18))
        served = self.plan.served
        names = [self.word(served, role) for role in ("tempat", "kelompok", "banyak")]
        page.head([*names, say("round_forms.ratio"), say("round_forms.classes")])
        for group in self.need.groups:
            row = self._lay_group(page, group)
            self.group_cells.append((page.reference(row, 3), page.reference(row, 4), page.reference(row, 5)))
        lay_assumptions(page, self.program)

    @staticmethod
    def _lay_group(page: Page, group: ServedGroup) -> int:
        numbers = [Put(group.served, NUMBER), Put(group.ratio, NUMBER), Put(group.classes, NUMBER)]
        return page.add([Put(group.place), Put(group.name, CENTRE), *numbers])


SUM_COLUMNS = ("need", "there", "surplus", "shortage")


class _NeedChecks:
    """The sheet Periksa: every number of the form reckoned anew by a formula."""

    def __init__(self, form: _NeedBook) -> None:
        self.form, self.need = form, form.need
        self.verdicts: list[str] = []

    def lay(self) -> None:
        """Classes, then load, share and need of every post, then the sums."""
        name = say("round_forms.sheet_checks")
        self.page = page = self.form.book.page(name, (40, 34, 16, 16, 16, 10))
        page.across(say("round_forms.checks_of", name=self.form.plan.name), TITLE)
        page.across(say("round_forms.needs_checks_how"), NOTE)
        summary = page.add([Put("", VALUE, page.count)])
        reckoned, shown = say("round_forms.reckoned"), say("round_forms.on_form")
        header = page.head([self.form.place, self.form.field, "", reckoned, shown, say("round_forms.agrees")])
        self._groups()
        for post, cells in zip(self.need.posts, self.form.post_cells, strict=True):
            self._post(post, cells)
        self._sums()
        lay_summary(page, summary, header, self.verdicts)

    def _row(
        self, names: tuple[str, str, str], formula: str, value: Fraction, cell: str, stated: Fraction
    ) -> str:
        """One number; the cell in which it is reckoned."""
        row = self.page.row + 1
        verdict = SAME if value == stated else DIFFERENT
        puts = [Put(names[0]), Put(names[1]), Put(names[2], CENTRE), Put(Formula(formula, value), DECIMAL)]
        puts += [Put(Formula(cell, stated), DECIMAL)]
        puts += [Put(Formula(f'IF(ABS(D{row}-E{row})<0.0000001,"{SAME}","{DIFFERENT}")', verdict), CENTRE)]
        self.page.add(puts)
        self.verdicts.append(verdict)
        return f"D{row}"

    def _groups(self) -> None:
        for group, (served, ratio, classes) in zip(self.need.groups, self.form.group_cells, strict=True):
            if group.served is not None and group.classes is not None:
                value = Fraction(-(-group.served // group.ratio))
                names = (group.place, group.name, say("round_forms.classes"))
                self._row(names, f"ROUNDUP({served}/{ratio},0)", value, classes, group.classes)

    def _post(self, post: Post, cells: dict[str, str]) -> None:
        if post.load is None or post.need is None:
            return
        load = cells["load"]
        if post.parts:
            value = sum((classes * hours for classes, hours in post.parts), Fraction())
            terms = "+".join(f"{_plain(classes)}*{_plain(hours)}" for classes, hours in post.parts)
            load = self._row((post.place, post.field, say("round_forms.load")), terms, value, load, post.load)
        plan = self.form.plan
        need = rounded_need(post.load / plan.duty, plan.rounding)
        if need is None:
            return
        formula = rounding_formula(load, plan)
        own = self._row(
            (post.place, post.field, say("round_forms.need")), formula, need, cells["need"], post.need
        )
        if post.there is None:
            return
        for key, sign in (("surplus", 1), ("shortage", -1)):
            value = max(sign * (post.there - need), Fraction())
            terms = f"{cells['there']}-{own}" if sign > 0 else f"{own}-{cells['there']}"
            stated = max(sign * (post.there - post.need), Fraction())
            names = (post.place, post.field, say(f"round_forms.{key}"))
            self._row(names, f"MAX(0,{terms})", value, cells[key], stated)

    def _sums(self) -> None:
        for role, one, cells in self.form.sums:
            for key, cell in zip(SUM_COLUMNS, cells[1:], strict=True):
                value = getattr(total_of("", list(self._of(role, one))), key)
                formula = self._sum_formula(role, key, cells[0])
                names = (one.name if role != "field" else "", one.name if role == "field" else "")
                self._row((*names, say(f"round_forms.{key}")), formula, value, cell, getattr(one, key))

    def _of(self, role: str, one: Sum) -> Iterator[Post]:
        for post in self.need.posts:
            if not role or getattr(post, role).casefold() == one.name.casefold():
                yield post

    def _sum_formula(self, role: str, key: str, name: str) -> str:
        """The rows whose need and staff are both known, of this place or field."""
        if not self.form.post_cells:
            return "0"
        first, last = self.form.post_cells[0], self.form.post_cells[-1]

        def area(column: str) -> str:
            return f"{first[column]}:{last[column].rpartition('!')[2]}"

        known = f'({area("need")}<>"")*({area("there")}<>"")'
        test = f"*({area(role)}={name})" if role else ""
        return f"SUMPRODUCT({known}{test},{area(key)})"


def rounding_formula(load: str, plan: NeedPlan) -> str:
    """The rounding table as a formula over a cell with the load; whole numbers, so that edges are exact."""
    if not plan.rounding:
        return f"{load}/{_plain(plan.duty)}"
    text = "0"
    for row in plan.rounding:
        sign = ">" if row.above else ">="
        edge = row.least * plan.duty
        text = f"IF({load}*{edge.denominator}{sign}{edge.numerator},{_counts(load, row, plan)},{text})"
    return text


def _counts(load: str, row: Rounding, plan: NeedPlan) -> str:
    if row.each is None:
        return _plain(row.counts)
    edge, each = row.least * plan.duty, row.each * plan.duty
    below = each * edge.denominator
    amount = f"({load}*{edge.denominator}-{edge.numerator})*{below.denominator}/{below.numerator}"
    return f"{_plain(row.counts)}+INT({amount})"


def remark_of(post: Post) -> str:
    """What has to be said of a post beside its numbers."""
    said = []
    if post.missing:
        said.append(say("round_forms.missing_of", names="; ".join(post.missing)))
    if post.there is None:
        said.append(say("round_forms.no_there"))
    if post.typed:
        said.append(say("round_forms.typed_load"))
    return "; ".join(said)


def move_words(move: Move) -> str:
    """Whether a move is counted, and if not why."""
    return say(f"round_forms.move_{move.fault or 'ok'}")


def bar_chart(values: Any, names: Any, colours: Sequence[str], rows: int, *, stacked: bool = False) -> Any:
    """Bars that lie, the first on top, with a legend below."""
    chart: Any = BarChart()
    chart.type, chart.gapWidth = "bar", 50
    if stacked:
        chart.grouping, chart.overlap = "stacked", 100
    chart.add_data(values, titles_from_data=True)
    chart.set_categories(names)
    chart.width, chart.height = 25.0, min(max(8.0, 2.0 + 0.6 * rows), 15.0)
    chart.legend.position = "b"
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.scaling.min, chart.y_axis.number_format, chart.y_axis.majorUnit = (
        0,
        "0",
        1 if stacked else None,
    )
    for series, colour in zip(chart.series, colours, strict=False):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
    return chart


def _plain(value: Fraction) -> str:
    """A number as a formula has it."""
    text = exact(value)
    return f"({text})" if "/" in text else text
