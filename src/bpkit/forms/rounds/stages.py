"""The form of stages: how far the units below have come, counted, by the unit above, with a picture."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from openpyxl.chart import Reference

from ...model.programs import Form, Program
from ...model.rounds import Unit
from ...model.tallies import Progress, StageStanding, Step
from ...tallies.stages import counted
from ...tallies.words import column_words, stage_lines, step_words
from ...wording import say
from ..xlsx.cells import Formula
from .checks import DIFFERENT, SAME
from .judgement_pages import lay_foot, lay_title
from .layout import CENTRE, GROUP, HEADING, NOTE, TEXT, TITLE, VALUE, Book, CellStyle, Page, Put
from .needs import NUMBER, bar_chart

COLOURS = ("2E75B6", "C55A11", "70AD47", "7F6000", "7030A0", "00B0F0", "A5A5A5", "FFC000")
DONE, UNDER_WAY, OPEN = "E2EFDA", "FFF2CC", "FFFFFF"  # fills of a state


def stage_form(
    program: Program, form: Form, unit: Unit, progress: Progress, book: Book | None = None
) -> bytes:
    """Counted stages as a workbook, laid into `book`; the same arguments give the same bytes."""
    return _StageBook(program, form, unit, progress, book or Book(f"{program.name}: {form.name}")).to_bytes()


class _StageBook:
    def __init__(self, program: Program, form: Form, unit: Unit, progress: Progress, book: Book) -> None:
        self.program, self.form, self.unit, self.progress = program, form, unit, progress
        self.book = book
        self.figures = [(count.stage, code) for count in progress.counts for code in count.stage.figures]
        level = program.level(progress.plan.level)
        self.level = level.name if level else progress.plan.level
        self.groups: dict[str, list[StageStanding]] = {}
        for one in progress.standings:
            self.groups.setdefault(self._group(one), []).append(one)
        self.first = self.last = 0

    def _group(self, standing: StageStanding) -> str:
        """The unit just above, where that is not the one whose form it is."""
        return standing.above[0] if standing.above and standing.above[0] != self.unit.name else ""

    def to_bytes(self) -> bytes:
        page = self._lay_status()
        self._lay_picture()
        self._lay_checks(page)
        return self.book.to_bytes()

    def _lay_status(self) -> Page:
        counts = self.progress.counts
        widths = [5.0, 30.0, *(15.0 for _ in counts), *(14.0 for _ in self.figures)]
        page = self.book.page(say("round_forms.sheet_status"), widths)
        lay_title(page, self.program, self.form, self.unit)
        page.across(say("round_forms.status_summary"), VALUE)
        for line in stage_lines(self.program, self.progress):
            page.across(line, CellStyle(10, bold=True, boxed=False, indent=1))
        page.space(6)
        names = [count.stage.name for count in counts]
        columns = [column_words(self.program, self.progress, code) for _, code in self.figures]
        page.head(["No", self.level, *names, *(name[:1].upper() + name[1:] for name in columns)])
        self.first = page.row + 1
        for name, standings in self.groups.items():
            self._lay_group(page, name, standings)
        self.last = page.row
        lay_foot(page, self.program, self.unit)
        return page

    def _lay_group(self, page: Page, name: str, standings: Sequence[StageStanding]) -> None:
        taking = [one for one in standings if one.takes_part is not False]
        if name:
            page.add([Put(f"{name}: {len(taking)}/{len(standings)}", GROUP, page.count)])
        for number, one in enumerate(taking, start=1):
            steps = [self._state(one, step) for step in one.steps]
            by_stage = {step.stage: step.figures for step in one.steps}
            numbers = [Put(by_stage[stage].get(code), NUMBER) for stage, code in self.figures]
            page.add([Put(number, CENTRE), Put(one.unit), *steps, *numbers])
        aside = [one.unit for one in standings if one.takes_part is False]
        if aside:
            words = say("round_forms.status_aside", names=", ".join(aside))
            page.add([Put(words, CellStyle(8, italic=True, colour="595959"), page.count)])

    @staticmethod
    def _state(standing: StageStanding, step: Step) -> Put:
        fill = DONE if step.done else UNDER_WAY if step.state in step.stage.states else OPEN
        return Put(step_words(standing, step), CellStyle(across="center", fill=fill, bold=bool(step.done)))

    # The picture --------------------------------------------------------------------------------------

    def _lay_picture(self) -> None:
        """A bar a stage, parted by the units above; with one of them alone, one colour."""
        groups = {name or self.unit.name: found for name, found in self.groups.items()}
        if not groups:
            return
        page = self.book.page(say("round_forms.sheet_picture"), [44.0, *(16.0 for _ in groups), 16.0])
        page.across(f"{say('round_forms.status_picture')}: {self.unit.name}", TITLE)
        header = page.add([Put(self.progress.plan.name, HEADING), *(Put(name, HEADING) for name in groups)])
        for count in self.progress.counts:
            done = [counted(count.stage, found).done for found in groups.values()]
            page.add([Put(count.stage.name, TEXT), *(Put(number, NUMBER) for number in done)])
        rows = len(self.progress.counts)
        values = Reference(
            page.sheet, min_col=2, max_col=1 + len(groups), min_row=header, max_row=header + rows
        )
        names = Reference(page.sheet, min_col=1, min_row=header + 1, max_row=header + rows)
        chart = bar_chart(values, names, COLOURS, rows * 2, stacked=True)
        page.space()
        page.draw(chart)

    # Periksa ------------------------------------------------------------------------------------------

    def _lay_checks(self, status: Page) -> None:
        page = self.book.page(say("round_forms.sheet_checks"), (36, 24, 16, 16, 12))
        page.across(say("round_forms.checks_of", name=self.progress.plan.name), TITLE)
        page.across(say("round_forms.status_checks_how", sheet=status.title), NOTE)
        heads = [say("round_forms.reckoned"), say("round_forms.on_form"), say("round_forms.agrees")]
        page.head([self.progress.plan.name, "", *heads])
        last = max(self.last, self.first)
        for index, count in enumerate(self.progress.counts):
            area = _area(status, self.first, last, 3 + index)
            for state, units in count.states.items():
                self._check(
                    page, (count.stage.name, state), f'COUNTIF({area},"{state}")', Fraction(len(units))
                )
            at = [n for n, (stage, _) in enumerate(self.figures) if stage == count.stage]
            for n in at:
                code, column = self.figures[n][1], 3 + len(self.progress.counts) + n
                own = _area(status, self.first, last, column)
                formula = f'SUMIF({area},"{count.stage.states[-1]}",{own})'
                words = column_words(self.program, self.progress, code)
                self._check(page, (count.stage.name, words), formula, count.figures.get(code, Fraction()))

    @staticmethod
    def _check(page: Page, names: tuple[str, str], formula: str, stated: Fraction) -> None:
        row = page.row + 1
        test = f'IF(C{row}=D{row},"{SAME}","{DIFFERENT}")'
        numbers = [
            Put(Formula(formula, stated), NUMBER),
            Put(stated, NUMBER),
            Put(Formula(test, SAME), CENTRE),
        ]
        page.add([Put(names[0]), Put(names[1]), *numbers])


def _area(page: Page, first: int, last: int, column: int) -> str:
    """Cells below one another, as formulas of other sheets name them."""
    return f"{page.reference(first, column)}:{page.reference(last, column).rpartition('!')[2]}"
