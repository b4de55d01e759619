"""How a judgement is laid out, and how every form of a unit begins and ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from msgspec.structs import replace
from openpyxl.chart import BarChart, RadarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import quote_sheetname

from ...model.programs import Form, Item, LeafKind, Program, Scheme
from ...model.rounds import Answer, Judgement, Outcome, Unit, Value
from ...model.signs import shortened
from ...model.units import fold
from ...wording import say
from ..common import DOTS, place_and_date, signed_by, yes_no
from .check_values import AnswerColumn, columns_of, key_of
from .checklist import WIDTHS, ChecklistTable
from .checks import ChecksPage
from .layout import (
    CENTRE,
    GROUP,
    HEADING,
    PLAIN,
    SUBTITLE,
    TEXT,
    TITLE,
    VALUE,
    WARNING,
    Book,
    CellStyle,
    Page,
    PlannedRow,
    Put,
)
from .sheets import assumed, assumed_aside, lay_assumptions
from .words import code_width, is_provisional, is_share, pattern_of, period_of, remark_on

MOST_BRANCHES = 8  # that stand as columns beside what is judged
LEAST_CHARTED = 3  # of which people see more in a picture than in a table
MOST_CHARTED = 40
MOST_RADAR = 12
LABEL_LETTERS = 40
NO_TOTAL = "no_total"  # of Value.why


def lay_title(page: Page, program: Program, form: Form, unit: Unit, outcomes: Sequence[Outcome] = ()) -> None:
    """What the form is, of which programme, unit and period, and whether these outcomes may change."""
    page.across(form.name.upper(), TITLE)
    page.across(program.name, SUBTITLE)
    page.space(6)
    page.across(f"{unit.level.name}: {unit.name}" if unit.name else unit.level.name, VALUE)
    if unit.span is not None:
        page.across(f"Periode: {period_of(unit)}", VALUE)
    page.space(6)
    if page.book.provisional or is_provisional(outcomes):
        page.across(say("round_forms.is_provisional"), WARNING)


def approved_by(program: Program, form: Form, unit: Unit) -> Sequence[str] | None:
    """Who approved what a form shows; None where no panel of its own has to."""
    sittings = [one for one in program.sittings if one.level == form.level and one.about == form.shows]
    rulings = [unit.rulings.get(one.code) for one in sittings]
    return [name for ruling in rulings if ruling for name in ruling.approved_by] if sittings else None


def lay_foot(page: Page, program: Program, unit: Unit, approved: Sequence[str] | None = None) -> None:
    """What was assumed; place, date and two signatures, where a person writes what nobody told."""
    notes = assumed(page, program)
    left = max(page.count // 2, 1)
    right = max(page.count - left, 1)
    if approved is None:
        approved = unit.ruling.approved_by if unit.ruling else ()
    day = unit.ruling.day if unit.ruling else None
    office, line = page.book.office, f"( {DOTS} )"
    knows, made, *_ = (*unit.level.signers, "", "")
    own = f"{unit.level_name} {unit.name}".strip() if unit.name else ""  # a level is nobody who could sign
    position = office.knows.position or knows or say("round_forms.approved")
    signers = [f"( {name} )" for name in approved] or [signed_by(office.knows, line)]
    if approved and office.knows.name and fold(office.knows.name) not in map(fold, approved):
        # A panel approved it: the position is that of the one whom bpkit.yaml names, and of none of them.
        signers.append(f"{position}\n\n\n\n{signed_by(office.knows)}")
        position = say("round_forms.approved")
    names = "\n\n\n".join(signers)
    signed = [page.line("", PLAIN)]
    for one, other in (
        ("", place_and_date(unit.level, unit.name, day, office)),
        (position, office.made.position or made or say("round_forms.prepared")),
        (own, ""),
    ):
        signed.append(PlannedRow((Put(one, PLAIN, left), Put(other, PLAIN, right))))
    made_by = signed_by(office.made, line)
    last = (Put(f"\n\n\n{names}", PLAIN, left), Put(f"\n\n\n{made_by}", PLAIN, right))
    signed.append(PlannedRow(last, 56))
    if not page.lay_foot(notes, signed, assumed_aside(page, program)) and not page.book.has_assumptions:
        lay_assumptions(page.book.page(say("round_forms.sheet_assumptions"), (1.0, 1.0)), program)
        page.book.has_assumptions = True


class JudgementPages:
    """Lays one judgement: its result, a picture, the answers, the check."""

    def __init__(self, book: Book, program: Program, form: Form, judgement: Judgement) -> None:
        self.book, self.program, self.form, self.judgement = book, program, form, judgement
        self.scheme: Scheme = judgement.scheme
        self.unit = judgement.unit
        self.root = self.scheme.root
        self.is_many = self.scheme.judged != "unit"
        self.columns = columns_of(self.unit, self.scheme, is_branch=bool(form.branch))
        self.shown: dict[tuple[str, str], str] = {}
        self.items = {item.code: item for item in self.root.walk()}

    def lay(self) -> None:
        """The first sheet of the judgement."""
        page = self.book.page(self.scheme.name, self._widths())
        lay_title(page, self.program, self.form, self.unit, self.judgement.outcomes)
        if self.scheme.is_checklist:
            self._lay_checklist(page)
        elif self.is_many:
            self._lay_ranking(page)
        else:
            self._lay_tree(page)
        lay_foot(page, self.program, self.unit)

    def _lay_checklist(self, page: Page) -> None:
        table = ChecklistTable(self.program, self.scheme, self.unit, self.columns)
        for outcome in self.judgement.outcomes:
            if reference := table.lay(page, outcome):
                self.shown[outcome.judged, self.root.code] = reference

    def _widths(self) -> list[float]:
        if self.scheme.is_checklist:
            return list(WIDTHS)
        if self.is_many:
            branches = [12.0] * len(self._branches())
            wide = [8.0, 40.0, *branches, 12.0]
            flags = [9.0] * (self._passes() + self._seats()) + [14.0] * bool(self.scheme.bands)
            return [*wide, *flags, 30.0]
        weight, band = [9.0] * self._weighs(), [16.0] * self._bands()
        return [code_width(self.scheme), 42.0, *weight, *(12.0 for _ in self._voices()), 12.0, *band, 34.0]

    def _weighs(self) -> bool:
        """Whether any item has a weight; a column of blanks says nothing."""
        return any(item.weight is not None for item in self.items.values())

    def _bands(self) -> bool:
        values = (value for outcome in self.judgement.outcomes for value in outcome.total.walk())
        return any(value.band for value in values)

    def _voices(self) -> tuple[Any, ...]:
        return self.scheme.voices if len(self.scheme.voices) > 1 else ()

    def _branches(self) -> tuple[Item, ...]:
        return self.root.items if len(self.root.items) <= MOST_BRANCHES else ()

    def _passes(self) -> bool:
        return self.scheme.passing is not None

    def _seats(self) -> bool:
        return any(outcome.selected for outcome in self.judgement.outcomes)

    # The unit itself ----------------------------------------------------------------------------------

    def _lay_tree(self, page: Page) -> None:
        """A row an item, with what each voice says of it."""
        names = [voice.name for voice in self._voices()]
        value, band, remark = (say(f"round_forms.{one}") for one in ("value", "band", "remark"))
        weights, bands = [say("round_forms.weight")] * self._weighs(), [band] * self._bands()
        page.head(["Kode", "Butir", *weights, *names, value, *bands, remark])
        for outcome in self.judgement.outcomes:
            for tree in outcome.total.items or (outcome.total,):
                self._lay_value(page, outcome, tree, 0)
            if outcome.total.items:
                self._lay_value(page, outcome, outcome.total, 0, name=self.root.name)
            if outcome.passed is not None:
                passed = Put(yes_no(outcome.passed), GROUP, page.count - 2)
                page.add([Put(say("round_forms.passed"), GROUP, 2), passed])
        if not self.judgement.outcomes:
            page.across(say("round_forms.nothing_judged"), TEXT)

    def _lay_value(self, page: Page, outcome: Outcome, value: Value, depth: int, name: str = "") -> None:
        item = self.items[value.item]
        is_group = bool(value.items)
        style = GROUP if is_group else TEXT
        fill = style.fill
        pattern = pattern_of(item, value.value, self.judgement.edges(item.code))
        right = CellStyle(across="right", pattern=pattern, bold=is_group, fill=fill)
        puts = [
            Put(item.code, CellStyle(across="center", bold=is_group, fill=fill)),
            Put(name or item.name, CellStyle(bold=is_group, fill=fill, indent=min(depth, 3))),
            *([Put(item.weight, CellStyle(across="center", fill=fill))] if self._weighs() else []),
        ]
        puts += [Put(value.by_voice.get(voice.code), right) for voice in self._voices()]
        stated = self._said(item, value)
        puts.append(Put(stated, replace(right, across="center") if isinstance(stated, str) else right))
        at = len(puts)
        if self._bands():
            puts.append(Put(value.band, CellStyle(across="center", bold=is_group, fill=fill)))
        puts.append(Put(remark_on(self.scheme, value, item), CellStyle(fill=fill)))
        row = page.add(puts)
        if isinstance(puts[at - 1].value, Fraction):
            self.shown[outcome.judged, item.code] = page.reference(row, at)
        for one in value.items if not name else ():
            self._lay_value(page, outcome, one, depth + 1)

    @staticmethod
    def _said(item: Item, value: Value) -> str | Fraction | None:
        """The value; of a yes or no that is the same in all answers the word."""
        if item.is_leaf and item.kind is LeafKind.YES_NO and value.value in (0, 1):
            return yes_no(bool(value.value))
        return value.value

    # Many things --------------------------------------------------------------------------------------

    def _lay_ranking(self, page: Page) -> None:
        """A row a thing, in the order of the judgement."""
        ranked = any(outcome.rank is not None for outcome in self.judgement.outcomes)
        table = self.program.table(self.scheme.judged)
        names = [branch.short_name or branch.name for branch in self._branches()]
        headings = [
            say("round_forms.rank") if ranked else "No",
            table.name if table else "Yang dinilai",
            *names,
        ]
        headings += [say("round_forms.value")]
        headings += [say(f"round_forms.{one}") for one, there in self._flags() if there]
        page.head([*headings, say("round_forms.remark")])
        for number, outcome in enumerate(self.judgement.outcomes, start=1):
            self._lay_outcome(page, outcome, outcome.rank if ranked else number)
        if not self.judgement.outcomes:
            page.across(say("round_forms.nothing_judged"), TEXT)

    def _flags(self) -> tuple[tuple[str, bool], ...]:
        return ("passed", self._passes()), ("selected", self._seats()), ("band", bool(self.scheme.bands))

    def _lay_outcome(self, page: Page, outcome: Outcome, number: int | None) -> None:
        values = {value.item: value for value in outcome.total.items}
        puts = [Put(number, CENTRE), Put(outcome.judged)]
        for branch in self._branches():
            value = values.get(branch.code)
            figure = value.value if value else None
            puts.append(
                Put(
                    figure,
                    CellStyle(
                        across="right", pattern=pattern_of(branch, figure, self.judgement.edges(branch.code))
                    ),
                )
            )
        total = outcome.total.value
        pattern = pattern_of(self.root, total, self.judgement.edges(self.root.code))
        puts.append(Put(total, CellStyle(across="right", bold=True, pattern=pattern)))
        at = len(puts)
        flags = zip(self._flags(), self._words(outcome), strict=True)
        puts += [Put(word, CENTRE) for (_, there), word in flags if there]
        puts.append(Put(self._remark(outcome)))
        row = page.add(puts)
        if total is not None:
            self.shown[outcome.judged, self.root.code] = page.reference(row, at)
        for index, branch in enumerate(self._branches(), start=3):
            if values.get(branch.code) and values[branch.code].value is not None:
                self.shown[outcome.judged, branch.code] = page.reference(row, index)

    @staticmethod
    def _words(outcome: Outcome) -> tuple[str, str, str]:
        passed = "" if outcome.passed is None else yes_no(outcome.passed)
        return passed, yes_no(outcome.selected), outcome.total.band

    def _remark(self, outcome: Outcome) -> str:
        tied = say("round_forms.tied") if outcome.tied else ""
        ruled = [remark_on(self.scheme, one, None) for one in outcome.total.walk() if one.ruled]
        own = remark_on(self.scheme, outcome.total, self.root)
        return "; ".join(dict.fromkeys(filter(None, (own, *ruled, tied))))

    # The picture --------------------------------------------------------------------------------------

    def lay_picture(self) -> None:
        """A chart where there is enough to see: of the branches, or of what is judged."""
        if self.scheme.is_checklist:
            return  # twenty ticks are seen better in their table
        numbers = list(self._charted())[:MOST_CHARTED]
        if len(numbers) < LEAST_CHARTED:
            return
        before = self._before()
        figures_wide = (14.0, 14.0, 67.0) if before else (14.0, 81.0)
        page = self.book.page(say("round_forms.sheet_picture"), (50.0, *figures_wide))
        whose = " ".join(filter(None, (self.unit.name, period_of(self.unit))))
        page.across(": ".join(filter(None, (self.scheme.name, whose))), TITLE)
        name = say("round_forms.value")
        lead = Put("Butir" if not self.is_many else "Yang dinilai", HEADING)
        if before:
            name = period_of(self.unit)
        last = period_of(self.judgement.earlier.unit) if self.judgement.earlier else ""
        header = page.add([lead, Put(name, HEADING), *([Put(last, HEADING)] if before else [])])
        percent = any(is_share(item) for item, _, _ in numbers)
        for item, label, number in numbers:
            style = CellStyle(across="right", pattern="0.0%" if percent else "0.00")
            then = [Put(before.get(item.code), style)] if before else []
            page.add([Put(shortened(label, LABEL_LETTERS)), Put(number, style), *then])
        page.space()
        chart = self._chart(page, header, len(numbers), percent=percent, series=2 if before else 1)
        page.draw(chart)

    def _charted(self) -> Iterator[tuple[Item, str, Fraction]]:
        if self.is_many:
            for outcome in self.judgement.outcomes:
                if outcome.total.value is not None:
                    yield self.root, outcome.judged, outcome.total.value
            return
        for outcome in self.judgement.outcomes:
            values = [(self.items[one.item], one.value) for one in branches_shown(outcome.total)]
            known = [(item, value) for item, value in values if value is not None]
            if len({is_share(item) for item, _ in known}) == 1:  # shares and scores have no common axis
                yield from ((item, item.short_name or item.name, value) for item, value in known)

    def _before(self) -> dict[str, Fraction]:
        """What the branches of the unit itself were worth in the period before; nothing for many things."""
        earlier = self.judgement.earlier
        if self.is_many or earlier is None:
            return {}
        values = (one for outcome in earlier.outcomes for one in outcome.total.walk())
        return {one.item: one.value for one in values if one.value is not None}

    def _chart(self, page: Page, header: int, count: int, *, percent: bool, series: int = 1) -> Any:
        radar = not self.is_many and count <= MOST_RADAR
        chart: Any = RadarChart() if radar else BarChart()
        if radar:
            chart.type = "filled" if series == 1 else "marker"
        else:
            chart.type = "bar"
            chart.gapWidth = 60
            chart.x_axis.scaling.orientation = "maxMin"
        chart.width, chart.height = 25.0, min(max(9.0, 1.0 + 0.75 * count), 15.0)
        if series == 1:
            chart.legend = None
        else:
            chart.legend.position = "b"
        values = Reference(page.sheet, min_col=2, max_col=1 + series, min_row=header, max_row=header + count)
        chart.add_data(values, titles_from_data=True)
        chart.set_categories(Reference(page.sheet, min_col=1, min_row=header + 1, max_row=header + count))
        chart.x_axis.delete, chart.y_axis.delete = False, False
        chart.y_axis.scaling.min = 0
        chart.y_axis.number_format = "0%" if percent else "General"
        chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
        fill = GraphicalProperties(solidFill="2E75B6", ln=LineProperties(solidFill="1F4E79"))
        chart.series[0].graphicalProperties = fill
        if series > 1:
            _tell_apart(chart, radar=radar)
        return chart

    # The answers and their check ----------------------------------------------------------------------

    def lay_answers(self) -> None:
        """The answers as they were given, a column a sheet, and the sheet that reckons with them."""
        outcomes = self.judgement.outcomes
        if not outcomes:
            return
        lead = [26.0] if self.is_many else []
        widths = [
            *lead,
            code_width(self.scheme),
            40.0,
            *(max(14.0, 60.0 / max(len(self.columns), 1)) for _ in self.columns),
        ]
        page = self.book.page(say("round_forms.sheet_voices"), widths)
        page.across(say("round_forms.answers_of", name=self.scheme.name), TITLE)
        thing = ["Yang dinilai"] if self.is_many else []
        heads = [self._column_head(column) for column in self.columns]
        page.head([*thing, "Kode", "Butir", *heads])
        places: dict[tuple[str, str], tuple[str, int, int]] = {}
        sheet, first = quote_sheetname(page.title), len(thing) + 3
        for outcome in outcomes:
            stated = {value.item: value for value in outcome.total.walk()}
            key = key_of(self.scheme, outcome)
            for item in self.root.leaves():
                cells = [self._cell(column, key, item, stated.get(item.code)) for column in self.columns]
                puts = [Put(outcome.judged)] if self.is_many else []
                row = page.add([*puts, Put(item.code, CENTRE), Put(item.name), *cells])
                places[key, item.code] = (sheet, row, first)
        ChecksPage(self.book, self.judgement, self.columns, places, self.shown).lay(page.title)

    def _column_head(self, column: AnswerColumn) -> str:
        names = {voice.code: voice.name for voice in self.scheme.voices}
        voice = names.get(column.voice, column.voice) if len(names) > 1 else ""
        if column.sheet is None:
            return f"{voice or column.who}\n({say('round_forms.from_list')} {column.file})".replace(" )", ")")
        return "\n".join(filter(None, (voice, column.who, f"{say('round_forms.file')}: {column.file}")))

    @staticmethod
    def _cell(column: AnswerColumn, key: str, item: Item, value: Value | None) -> Put:
        """An answer as the formulas need it: a number, or `ya` and `tidak`; what does not count is a text."""
        if column.sheet is None:
            stated = value.by_voice.get(column.voice) if value else None
            return Put(stated, CellStyle(across="center", pattern=pattern_of(item, stated), italic=True))
        answer = column.answer(key, item)
        return Put(None, CENTRE) if answer is None else Put(_typed(item, answer), CENTRE)


def _tell_apart(chart: Any, *, radar: bool) -> None:
    """This period in a full line, the one before in a broken and paler one."""
    if radar:
        now, then = LineProperties(solidFill="1F4E79", w=28000), LineProperties(solidFill="C55A11", w=20000)
        then.prstDash = "dash"
        for series, line in zip(chart.series, (now, then), strict=True):
            series.graphicalProperties = GraphicalProperties(ln=line)
    else:
        chart.series[1].graphicalProperties = GraphicalProperties(solidFill="F4B183")


def branches_shown(total: Value) -> Iterator[Value]:
    """The values below a total; of a branch that has no total of its own those below it instead."""
    for one in total.items:
        if one.value is None and one.items and one.why == NO_TOTAL:
            yield from branches_shown(one)
        else:
            yield one


def _typed(item: Item, answer: Answer) -> str | Fraction:
    if answer.symbol is not None:
        return answer.symbol.value
    off = answer.value is not None and item.scale is not None and not item.scale.holds(answer.value)
    if answer.value is None or off or (item.kind is LeafKind.YES_NO):
        ratio = item.kind is LeafKind.ACHIEVEMENT and answer.value is None
        return answer.text if ratio else say("round_forms.not_counted", text=answer.text)
    return answer.value
