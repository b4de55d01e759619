"""Pages of a scheme of indicators: planned against actual, by month, as a picture, and reckoned anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter

from ...model.programs import Form, Item, LeafKind, Program, Scheme
from ...model.rounds import Judgement, Outcome, Value
from ...model.signs import shortened
from ...wording import say
from ..xlsx.cells import Formula
from .checks import DIFFERENT, SAME, lay_summary
from .judgement_pages import LABEL_LETTERS, lay_foot, lay_title
from .layout import CENTRE, GROUP, HEADING, NOTE, TEXT, TITLE, VALUE, Book, CellStyle, Page, Put
from .words import number_width, period_of, remark_on

MOST_LINES = 6  # pictures of one indicator each
SHARE = "0.0%"
WHOLE_AMOUNT = "#,##0"
PLAN, ACTUAL = "A6A6A6", "2E75B6"


def has_indicators(scheme: Scheme) -> bool:
    """Whether a scheme has anything that is held against a target."""
    return any(item.kind is LeafKind.ACHIEVEMENT for item in scheme.root.leaves())


class ProgressPages:
    """Lays one judgement of indicators; `history` are those of the periods before, the first one first."""

    def __init__(
        self, book: Book, program: Program, form: Form, judgement: Judgement, history: Sequence[Judgement]
    ) -> None:
        self.book, self.program, self.form, self.judgement = book, program, form, judgement
        self.scheme, self.unit = judgement.scheme, judgement.unit
        own = [one for one in history if one.scheme.code == self.scheme.code]
        self.all = [*own, judgement]
        self.window = self.all[-max(form.every, 1) :]
        self.items = {item.code: item for item in self.scheme.root.walk()}
        self.values = {value.item: value for one in judgement.outcomes for value in one.total.walk()}
        self.shown: dict[str, tuple[str, str]] = {}

    def lay(self) -> None:
        """The first sheet: every indicator with target, actual and achievement up to this period."""
        page = self.book.page(self.scheme.name, [7.0, 46.0, 14.0, 10.0, 12.0, 14.0, 11.0, 31.0])
        lay_title(page, self.program, self.form, self.unit, self.judgement.outcomes)
        names = ("unit", "baseline", "target", "actual", "achievement", "remark")
        page.head(["Kode", "Indikator", *(say(f"round_forms.head_{name}") for name in names)])
        for outcome in self.judgement.outcomes:
            for value in outcome.total.items:
                self._lay_value(page, value, 0)
        self._lay_obstacles(page)
        lay_foot(page, self.program, self.unit)

    def _lay_value(self, page: Page, value: Value, depth: int) -> None:
        item = self.items[value.item]
        if value.items:
            page.add([Put(item.name if depth == 0 else f"{item.code} {item.name}", GROUP, page.count)])
            for one in value.items:
                self._lay_value(page, one, depth + 1)
            return
        target = item.target
        planned: Fraction | str | None = value.target
        if target is not None and planned is None:
            planned = say("round_forms.no_target")
        remark = "; ".join(filter(None, (remark_on(self.scheme, value, item), self._pace(value))))
        row = page.add(
            [
                Put(item.code, CENTRE),
                Put(item.name),
                Put(target.unit if target else "", CENTRE),
                _amount(target.baseline if target else None),
                _amount(planned),
                _amount(value.actual),
                Put(value.value, CellStyle(across="right", bold=True, pattern=SHARE if target else "0.00")),
                Put(remark),
            ]
        )
        self.shown[item.code] = page.reference(row, 6), page.reference(row, 7)

    @staticmethod
    def _pace(value: Value) -> str:
        behind = value.value is not None and value.target is not None and value.value < 1
        return say("round_forms.behind") if behind else ""

    def _lay_obstacles(self, page: Page) -> None:
        """What stood in the way in these periods, with what was done about it."""
        rows = [*self._obstacles()]
        if not rows:
            return
        first = page.row + 1
        page.space()
        page.across(say("round_forms.obstacles"), VALUE)
        period, obstacle, solution = (
            say(f"round_forms.head_{name}") for name in ("period", "obstacle", "solution")
        )
        page.add([Put("Kode", GROUP), Put(obstacle, GROUP), Put(period, GROUP, 2), Put(solution, GROUP, 4)])
        for code, words, when, done in rows:
            page.add([Put(code, CENTRE), Put(words), Put(when, CENTRE, 2), Put(done, TEXT, 4)])
        page.keep_together(first)

    def _obstacles(self) -> Iterator[tuple[str, str, str, str]]:
        lists = {voice.table for voice in self.scheme.voices if voice.table}
        for judgement in self.window:
            unit = judgement.unit
            for listing in (unit.listings[code] for code in sorted(lists & set(unit.listings))):
                for row in listing.rows:
                    if words := row.cells.get("hambatan", "").strip():
                        code, done = row.cells.get("butir", ""), row.cells.get("solusi", "")
                        yield code, words, period_of(unit), done

    # The picture --------------------------------------------------------------------------------------

    def lay_picture(self) -> None:
        """Planned against actual: of all with a target, and month by month of those planned by month."""
        held = [
            value for value in self.values.values() if value.value is not None and value.target is not None
        ]
        held = [value for value in held if self.items[value.item].kind is LeafKind.ACHIEVEMENT]
        if held:
            self._lay_bars(held)
        if len(self.window) > 1:
            self._lay_months()

    def _lay_bars(self, held: Sequence[Value]) -> None:
        page = self.book.page(say("round_forms.sheet_picture"), (50.0, 14.0, 14.0, 67.0))
        page.across(f"{say('round_forms.plan_actual')}, {period_of(self.unit)}", TITLE)
        plan, actual = say("round_forms.plan"), say("round_forms.head_actual")
        header = page.add([Put(text, HEADING) for text in ("Indikator", plan, actual)])
        for value in held:
            item = self.items[value.item]
            name = shortened(f"{item.code} {item.short_name or item.name}", LABEL_LETTERS)
            style = CellStyle(across="right", pattern=SHARE)
            page.add([Put(name), Put(Fraction(1), style), Put(value.value, style)])
        page.space()
        chart: Any = BarChart()
        chart.type, chart.gapWidth, chart.overlap = "bar", 50, 0
        chart.x_axis.scaling.orientation = "maxMin"
        chart.width, chart.height = 25.0, min(max(9.0, 2.0 + 0.9 * len(held)), 14.5)
        _fill_chart(chart, page, header, len(held), 2)
        chart.y_axis.number_format = "0%"
        if all(one.value is not None and one.value >= 0 for one in held):
            chart.y_axis.scaling.min = 0
        page.draw(chart)

    def _lay_months(self) -> None:
        """A table of plan and actual by month, and a line for each indicator that is planned by month."""
        by_month = [_leaves(one) for one in self.window]
        wide = [number_width((f for v in m.values() for f in (v.target, v.actual)), 7.0) for m in by_month]
        widths = [7.0, 30.0, 12.0, *wide]
        page = self.book.page(say("round_forms.sheet_months"), widths, room=sum(widths))
        page.across(say("round_forms.by_month"), TITLE)
        page.across(say("round_forms.up_to_month"), NOTE)
        months = [str(one.unit.span.number) if one.unit.span else "?" for one in self.window]
        page.head(["Kode", "Indikator", "", *months])
        lines: list[tuple[Item, int]] = []
        for item in self.scheme.root.leaves():
            if item.kind is not LeafKind.ACHIEVEMENT:
                continue
            numbers = [one.get(item.code) for one in by_month]
            plan = [one.target if one else None for one in numbers]
            name = item.short_name or item.name
            first = page.row + 1
            if any(one is not None for one in plan):
                cells = [_amount(one) for one in plan]
                page.add([Put(item.code, CENTRE), Put(name), Put(say("round_forms.plan")), *cells])
            cells = [_amount(one.actual if one else None) for one in numbers]
            page.add([Put(item.code, CENTRE), Put(name), Put(say("round_forms.head_actual")), *cells])
            if item.target and item.target.by_period:
                lines.append((item, first))
        self._lay_lines(page, lines[:MOST_LINES])

    def _lay_lines(self, table: Page, lines: Sequence[tuple[Item, int]]) -> None:
        if not lines or len(self.window) < 3:
            return
        page = self.book.page(say("round_forms.sheet_lines"), (1.0,) * 10)
        page.across(say("round_forms.plan_actual"), TITLE)
        last = 3 + len(self.window)
        header = table.sheet.print_title_rows
        row = int(str(header).rpartition("$")[2])
        for number, (item, first) in enumerate(lines):
            chart: Any = LineChart()
            chart.title = f"{item.code} {item.short_name or item.name}"
            chart.width, chart.height = 12.6, 7.2
            for at, colour, wide in ((first, PLAN, 76000), (first + 1, ACTUAL, 25000)):
                area = Reference(table.sheet, min_col=3, max_col=last, min_row=at, max_row=at)
                chart.add_data(area, from_rows=True, titles_from_data=True)
                ink = LineProperties(solidFill=colour, w=wide)
                chart.series[-1].graphicalProperties = GraphicalProperties(ln=ink)
                chart.series[-1].smooth = False
            months = Reference(table.sheet, min_col=4, max_col=last, min_row=row, max_row=row)
            chart.set_categories(months)
            _dress_axes(chart)
            page.sheet.add_chart(chart, f"{'AF'[number % 2]}{3 + 16 * (number // 2)}")

    # The check ----------------------------------------------------------------------------------------

    def lay_answers(self) -> None:
        """The numbers of every period, and formulas that reckon actual and achievement from them."""
        spans = sorted({one.unit.span.number for one in self.all if one.unit.span})
        widths = self._check_widths(spans)
        page = self.book.page(say("round_forms.sheet_checks"), widths, room=sum(widths))
        page.across(say("round_forms.checks_of", name=self.scheme.name), TITLE)
        page.across(say("round_forms.checks_months"), NOTE)
        summary = page.add([Put("", VALUE, page.count)])
        names = ("actual", "target", "achievement")
        own = [say(f"round_forms.head_{name}") for name in names]
        form = say("round_forms.on_form")
        header = page.head(
            ["Kode", "Indikator", "Cara", *map(str, spans), *own, f"{own[0]}: {form.lower()}",
             f"{own[2]}: {form.lower()}", say("round_forms.agrees")]
        )  # fmt: skip
        verdicts = []
        for item in self.scheme.root.leaves():
            if item.kind is LeafKind.ACHIEVEMENT and item.code in self.values:
                verdicts.append(self._check(page, item, self.values[item.code], spans))
        lay_summary(page, summary, header, verdicts)

    def _check_widths(self, spans: Sequence[int]) -> list[float]:
        """Columns as wide as their numbers, for an amount in rupiah needs more than a count of people."""
        values = self.values.values()
        by_span = [self._numbers(value) for value in values]
        months = [number_width((f for one in by_span for f in one.get(span, ())), 4.0) for span in spans]
        actual = number_width((one.actual for one in values), 10.0)
        target = number_width((one.target for one in values), 10.0)
        return [6.0, 26.0, 9.0, *months, actual, target, 9.0, actual, 9.0, 8.0]

    def _check(self, page: Page, item: Item, value: Value, spans: Sequence[int]) -> str:
        """One indicator; of a ratio in two rows, what is divided and by what."""
        numbers = self._numbers(value)
        is_ratio = any(len(one) > 1 for one in numbers.values())
        parts = [[one[0] if (one := numbers.get(span)) else None for span in spans]]
        if is_ratio:
            parts.append([one[1] if len(one := numbers.get(span, ())) > 1 else None for span in spans])
        row, first = page.row + 1, 4
        last = get_column_letter(first + len(spans) - 1)
        sums = [f"SUM(D{row + n}:{last}{row + n})" for n in range(len(parts))]
        totals = [sum((one for one in part if one is not None), Fraction()) for part in parts]
        actual = totals[0] / totals[1] if is_ratio and totals[1] else totals[0]
        own, planned, share, shown, shown_share = (
            f"{get_column_letter(first + len(spans) + n)}{row}" for n in range(5)
        )
        lower = bool(item.target and item.target.lower_is_better)
        reckoned = Formula(f"(2*{planned}-{own})/{planned}" if lower else f"{own}/{planned}", value.value)
        known, valued = value.actual is not None, value.value is not None
        tests = [f"ABS({own}-{shown})<0.0000001"] if known else []
        tests += [f"ABS({share}-{shown_share})<0.0000001"] if valued else []
        verdict = "" if not known else SAME if actual == value.actual else DIFFERENT
        form = self.shown.get(item.code, ("", ""))
        verdict_cell = Formula(f'IF(AND({",".join(tests)}),"{SAME}","{DIFFERENT}")', verdict)
        way = item.target.over_time if item.target else ""
        page.add(
            [
                Put(item.code, CENTRE),
                Put(item.short_name or item.name),
                Put(way, CENTRE),
                *(_amount(one) for one in parts[0]),
                _amount(Formula("/".join(sums), actual) if known else None),
                _amount(value.target),
                Put(reckoned if valued else None, CellStyle(across="right", pattern=SHARE)),
                _amount(Formula(form[0], value.actual) if known else None),
                Put(
                    Formula(form[1], value.value) if valued else None,
                    CellStyle(across="right", pattern=SHARE),
                ),
                Put(verdict_cell if verdict else None, CENTRE),
            ]
        )
        for below in parts[1:]:
            page.add([Put(""), Put(""), Put(say("round_forms.divided_by"), CENTRE), *map(_amount, below)])
        return verdict

    def _numbers(self, value: Value) -> dict[int, tuple[Fraction, ...]]:
        """The numbers that a value is made of, by the number of their period; a ratio has two."""
        spans = {one.unit.path: one.unit.span.number for one in self.all if one.unit.span}
        found: dict[int, tuple[Fraction, ...]] = {}
        for source in value.sources:
            home = next((path for path in (source.path, *source.path.parents) if path in spans), None)
            parts = [_number(part) for part in source.text.replace("dari", "/").split("/")]
            known = tuple(part for part in parts if part is not None)
            if home is not None and known:
                found[spans[home]] = known
        return found


def _leaves(judgement: Judgement) -> dict[str, Value]:
    outcomes: Sequence[Outcome] = judgement.outcomes
    return {value.item: value for one in outcomes for value in one.total.walk() if not value.items}


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError):
        return None


def _amount(value: Fraction | str | Formula | None) -> Put:
    """A number as people read it; whole ones without decimals."""
    if isinstance(value, str):
        return Put(value, CENTRE)
    number = value.result if isinstance(value, Formula) else value
    whole = not isinstance(number, Fraction) or number.denominator == 1
    small = isinstance(number, Fraction) and not whole
    return Put(value, CellStyle(across="right", pattern="0.000" if small else WHOLE_AMOUNT))


def _fill_chart(chart: Any, page: Page, header: int, count: int, series: int) -> None:
    """Two columns of numbers with the names beside them: planned in grey, actual in colour."""
    area = Reference(page.sheet, min_col=2, max_col=1 + series, min_row=header, max_row=header + count)
    chart.add_data(area, titles_from_data=True)
    chart.set_categories(Reference(page.sheet, min_col=1, min_row=header + 1, max_row=header + count))
    for one, colour in zip(chart.series, (PLAN, ACTUAL), strict=True):
        one.graphicalProperties = GraphicalProperties(solidFill=colour)
    _dress_axes(chart)


def _dress_axes(chart: Any) -> None:
    chart.x_axis.delete, chart.y_axis.delete = False, False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    chart.legend.position = "b"
