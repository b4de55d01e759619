"""How the commands answer for a programme whose units are judged, and for a share of several programmes.

Every command asks here first: for all other programmes nothing happens, and it goes on as it always did.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import typer

from ..errors import ExitCode, UserError
from .answering import Made, answer, demand_written, pdfs_beside, report, show
from .options import FailOn, Format, Options, request
from .telling import progress, tell, tell_json, tell_sealed

if TYPE_CHECKING:
    from rich.console import Console

    from ..model.outcomes import WrittenForm
    from ..model.problems import Finding
    from ..model.rounds import RoundResult
    from ..reports.news import News
    from ..reports.outline import ReportListing
    from ..share import Seen
    from ..work.request import Request
    from ..work.rounds import RoundWork
    from .answering import Steady

Forms = list[tuple["Sequence[WrittenForm]", Path]]  # and the folder that remembers them
# JSON, what counts for the exit code, what was refused, tables for a report, what it came from
Answer = tuple[Any, "list[Finding]", tuple[str, ...], "list[ReportListing]", "Steady"]


def is_round(paths: Sequence[Path], config: Path | None, seen: Seen | None = None) -> bool:
    """Whether these folders are of programmes whose units are judged.

    `seen` is what the share told a moment ago, and gets what it tells now.

    Raises:
        UserError: some are, and others are not: their answers have different shapes.
    """
    from ..wording import say
    from ..work.program_trees import judges_units

    are = [judges_units(path, config, seen) for path in paths]
    if any(are) and not all(are):
        raise UserError(say("round.mixed"), say("round.mixed_remedy"))
    return any(are)


def refuse_units(path: Path, config: Path | None, command: str) -> None:
    """Refuse what there is for writings alone.

    Raises:
        UserError: the folder is of a programme whose units are judged.
    """
    from ..wording import say

    if is_round([path], config):
        problem = say("round.only_writings", command=command)
        raise UserError(problem, say("round.only_writings_remedy"))


def demand_one_programme(path: Path, options: Options) -> None:
    """Refuse a folder above several programmes.

    Raises:
        UserError: it has no settings of its own, and folders below it have.
    """
    from ..wording import say

    trees = trees_at(path, options)
    if trees and path not in trees:
        names = ", ".join(tree.name for tree in trees)
        raise UserError(say("round.several", path=path, names=names), say("round.several_remedy"))


def round_calendar(asked: Request, options: Options) -> bytes:
    """The year's calendar of a programme whose units are judged."""
    from ..reports.icalendar import tasks_calendar

    work = _work(asked, options)
    return tasks_calendar(work.program, *work.calendar())


def refuse_options(given: Mapping[str, bool]) -> None:
    """Refuse options that do nothing for units: to pass over them in silence would look like an answer.

    Raises:
        UserError: one of them was given.
    """
    from ..wording import say

    for name in (name for name, is_given in given.items() if is_given):
        raise UserError(say("round.no_option", name=name), say("round.no_option_remedy", name=name))


def validate_rounds(paths: Sequence[Path], options: Options) -> NoReturn:
    """`bpkit validate` over such programmes."""
    _answer("validate", paths, options, lambda: _validated(paths, options))


def _validated(paths: Sequence[Path], options: Options) -> tuple[int, list[RoundWork]]:
    from ..reports.rounds import findings_listing, print_round_validation, round_validation

    results = [_work(request(path, options), options) for path in paths]
    objects = [round_validation(work.result, path) for work, path in zip(results, paths, strict=True)]

    def as_text(console: Console) -> None:
        for work in results:
            print_round_validation(work.result, console)

    show(options, lambda: objects if len(objects) > 1 else objects[0], as_text)
    for work, value in zip(results, objects, strict=True):
        _report(options, work, "page.validation", value, [findings_listing(work.result)])
    return _exit_code([one for work in results for one in work.result.every_finding], options), results


def score_round(path: Path, options: Options) -> NoReturn:
    """`bpkit score` over such a programme."""
    _answer("score", [path], options, lambda: _scored(path, options))


def _scored(path: Path, options: Options) -> tuple[int, list[RoundWork]]:
    from ..reports.rounds import findings_listing, print_round_scores, round_scoring, values_listing

    work = _work(request(path, options), options)
    result = work.result
    value = round_scoring(result, path)
    show(options, lambda: value, lambda console: print_round_scores(result, console, verbose=options.verbose))
    _report(options, work, "page.scoring", value, [values_listing(result), findings_listing(result)])
    return _exit_code(_of_panels(result), options), [work]


def seal_round(asked: Request, reason: str | None, by: str | None) -> None:
    """`bpkit score --seal` and `--unseal` over a unit whose panels approve something.

    Raises:
        UserError: the programme has no panels.
    """
    from ..work.round_seals import open_panels, seal_panels
    from ..work.rounds import RoundWork

    work = RoundWork(asked)
    if not work.program.sittings:
        refuse_options({"--seal": reason is None, "--unseal": reason is not None})
    sealed = seal_panels(work, by) if reason is None else open_panels(work, reason, by)
    tell_sealed(sealed, opened=reason is not None)


def recap_round(path: Path, options: Options, output: Path | None, *, pdf: bool = False) -> NoReturn:
    """`bpkit recap` over such a programme."""
    make = partial(_recapped, path, options, output, pdf=pdf)
    _answer("recap", [path], options, make, output, pdf, writes=True)


def _recapped(path: Path, options: Options, output: Path | None, *, pdf: bool) -> tuple[int, list[RoundWork]]:
    from ..reports.rounds import files_listing, print_round_files, round_forms
    from ..work.round_files import recap_round as write_forms

    work = _work(request(path, options), options)
    made = write_forms(work, output)
    value = round_forms(made.result, made.files, made.refused, path)
    show(options, lambda: value, lambda console: print_round_files(made.files, work.path, console))
    _report(options, work, "page.recap", value, [files_listing(made.files, work.path)])
    failed = pdfs_beside(made.files, output or work.root, wanted=pdf)
    demand_written((*made.refused, *failed))
    return _exit_code(_of_panels(made.result), options), [work]


def letter_round(
    asked: Request,
    output: Path | None,
    format: Format,  # noqa: A002
    *,
    pdf: bool = False,
) -> NoReturn:
    """`bpkit letter` over such a programme."""
    from ..reports.outline import relative
    from ..reports.rounds import round_forms
    from ..wording import say
    from ..work.round_files import letter_round as write_letters
    from ..work.rounds import RoundWork

    work = RoundWork(asked)
    made = write_letters(work, output)
    if format is Format.JSON:
        tell_json(round_forms(made.result, made.files, made.refused, asked.path))
    else:
        _tell_files(
            made.files, lambda form: say(f"report.{form.status}", path=relative(form.path, work.path))
        )
    failed = pdfs_beside(made.files, output or work.root, wanted=pdf)
    demand_written((*made.refused, *failed))
    raise typer.Exit(ExitCode.CLEAN)


def sheets_round(asked: Request, people: Sequence[str], suffix: str, output: Path | None) -> NoReturn:
    """`bpkit sheets` over such a programme."""
    from ..reports.outline import relative
    from ..wording import say
    from ..work.round_files import make_round_sheets
    from ..work.rounds import RoundWork

    work = RoundWork(asked)
    made = make_round_sheets(work, people, suffix, output)
    _tell_files(made, lambda form: say(f"report.{form.status}", path=relative(form.path, work.path)))
    raise typer.Exit(ExitCode.CLEAN)


def _tell_files(files: Iterable[WrittenForm], words: Callable[[WrittenForm], str]) -> None:
    for form in files:
        tell(words(form))


# Several programmes on one share ---------------------------------------------------------------------


def trees_at(path: Path, options: Options) -> list[Path]:
    """The folders whose programmes a command goes through; none where it is one that judges writings."""
    from ..settings.config import find_config
    from ..work.program_trees import judges_units, trees_in

    below = [] if options.config else trees_in(path)
    if not below:
        return [path] if judges_units(path, options.config) else []
    own = [path] if find_config(path.absolute(), lenient=True) else []
    return [*own, *below]


def run_trees(
    paths: Sequence[Path],
    given: Path,
    options: Options,
    output: Path | None,
    day: date | None,
    *,
    pdf: bool = False,
) -> NoReturn:
    """`bpkit run` through every programme of a share."""
    forms: Forms = []
    asked = _ProgramTrees(paths, given, options, "page.run")
    each = partial(_run_tree, given=given, options=options, output=output, day=day, forms=forms)

    def pdfs() -> tuple[str, ...]:
        return tuple(one for made, root in forms for one in pdfs_beside(made, root, wanted=pdf))

    make = partial(asked.answered, each, pdfs)
    _answer("run", paths, options, make, output, given, day, pdf, writes=True)


def status_trees(
    paths: Sequence[Path], given: Path, options: Options, *, typed: bool, told: bool
) -> NoReturn:
    """`bpkit status` through every programme of a share; `typed` tells whether `--fail-on` was given.

    With `told` only what is new since the last time is said, and nothing where nothing is.
    """
    chosen = options if typed else options._replace(fail_on=FailOn.NEVER)
    heads = {path: tree_words(path, given) for path in paths if len(paths) > 1}
    asked = _ProgramTrees(paths, given, chosen, "round.status", says_tree=not told)
    each = (
        partial(_news_of_tree, options=chosen, heads=heads) if told else partial(_status_tree, options=chosen)
    )
    if told and options.format is Format.JSON:  # a program reads an answer each time
        raise typer.Exit(asked.answered(each)[0])
    _answer("status", paths, chosen, lambda: asked.answered(each), None, given, told, once=told)


class _ProgramTrees(NamedTuple):
    """The programmes of a share that a command goes through, one after the other."""

    paths: Sequence[Path]
    given: Path
    options: Options
    title: str
    says_tree: bool = True  # whether each is announced, where there are several

    def answered(
        self, answer_of: Callable[[Path], Answer], at_last: Callable[[], tuple[str, ...]] = tuple
    ) -> tuple[int, list[Steady]]:
        """Print what is to be said of each, and of all; `at_last`, which comes after, says what failed."""
        from ..reports.rounds import by_tree

        paths, given, options = self.paths, self.given, self.options
        values: dict[Path, Any] = {}
        findings: list[Finding] = []
        refused: list[str] = []
        listings: list[ReportListing] = []
        works: list[Steady] = []
        for path in paths:
            if self.says_tree and len(paths) > 1 and options.format is Format.TEXT:
                tell_tree(path, given)
            value, found, failed, tables, work = answer_of(path)
            values[seen_from(path, given)] = value
            findings += found
            refused += failed
            listings += tables
            works.append(work)
        several = by_tree(values) if len(values) > 1 else next(iter(values.values()))
        if options.format is Format.JSON:
            tell_json(several)
        if options.report is not None:
            _report_values(options, given, self.title, several, listings)
        demand_written([*refused, *at_last()])
        return _exit_code(findings, options), works


def tell_tree(path: Path, given: Path) -> None:
    """A line before what is said of one programme of several."""
    tell(tree_words(path, given))


def tree_words(path: Path, given: Path) -> str:
    """How one programme of several is named."""
    from ..wording import say

    return say("round.world", name=path.absolute().name, path=seen_from(path, given).as_posix())


def seen_from(path: Path, given: Path) -> Path:
    """A programme's folder as it is called below the given one."""
    path, given = path.absolute(), given.absolute()
    return path.relative_to(given) if path.is_relative_to(given) else path


def _run_tree(
    path: Path, *, given: Path, options: Options, output: Path | None, day: date | None, forms: Forms
) -> Answer:
    """Answer for one programme; what was written goes into `forms` with the folder that remembers it."""
    from ..work.program_trees import judges_units

    place = output / path.relative_to(given) if output and path != given else output
    asked = request(path, options)
    if not judges_units(path, options.config):
        return _run_writings(asked, options, place, day, forms)
    from ..reports.rounds import (
        files_listing,
        findings_listing,
        print_round_files,
        print_round_scores,
        print_round_status,
        print_round_validation,
        round_run,
        states_of,
        values_listing,
    )
    from ..work.round_files import recap_round as write_forms

    work = _work(asked, options)
    made = write_forms(work, place)
    forms.append((made.files, place or work.root))
    if options.format is Format.TEXT:
        from ..reports.screen import console

        shown = console()
        print_round_validation(made.result, shown)
        print_round_scores(made.result, shown, verbose=options.verbose)
        print_round_status(made.result, shown, made.files)
        print_round_files(made.files, work.path, shown)
    value = round_run(made.result, made.files, made.refused, path)
    tables = [states_of(made.result, made.files), values_listing(made.result), findings_listing(made.result)]
    tables.append(files_listing(made.files, work.path))
    return value, made.result.every_finding, made.refused, tables, work


def _run_writings(
    asked: Request, options: Options, output: Path | None, day: date | None, forms: Forms
) -> Answer:
    from ..reports.json_output import whole_run
    from ..reports.overview import forms_listing, states_listing
    from ..reports.screen import console, print_run
    from ..work.recapping import recap
    from ..work.running import Work
    from .answering import every_finding

    with progress(options) as tick:
        work = Work(asked, tick)
        recapped = recap(work, output, day, below=True)
    forms.append((recapped.forms, output or work.root))
    if options.format is Format.TEXT:
        print_run(recapped, console(), verbose=options.verbose)
    found = every_finding(recapped.checked, recapped.judged)
    found += [cause for one in recapped.judged.walk() for cause in one.causes]
    tables = [states_listing(recapped.checked, recapped.judged), forms_listing(recapped)]
    return whole_run(recapped, asked.path), found, recapped.refused, tables, work


def _status_tree(path: Path, *, options: Options) -> Answer:
    from ..reports.screen import console
    from ..work.program_trees import judges_units

    asked = request(path, options)
    if judges_units(path, options.config):
        from ..reports.rounds import findings_listing, print_round_status, round_states, states_of

        work = _work(asked, options)
        if options.format is Format.TEXT:
            print_round_status(work.result, console())
        tables = [states_of(work.result), findings_listing(work.result)]
        return round_states(work.result, path), work.result.every_finding, (), tables, work
    from ..reports.json_output import states
    from ..reports.screen import print_status
    from ..reports.standings import standing_listing
    from ..work.running import Work
    from ..work.standings import standings_of
    from .answering import every_finding

    with progress(options) as tick:
        writings = Work(asked, tick)
        checked, judged = writings.checked, writings.judged
        standings = standings_of(writings)
    listing = standing_listing(checked, judged, standings)
    if options.format is Format.TEXT:
        print_status(listing, judged, console(), verbose=options.verbose)
    found = every_finding(checked, judged)
    return states(checked, judged, standings), found, (), [listing], writings


def _news_of_tree(path: Path, *, options: Options, heads: Mapping[Path, str]) -> Answer:
    """The same of one programme, with no more than is new; all of it the first time."""
    from ..reports.json_output import news_parts
    from ..reports.news import news_listings
    from ..reports.rounds import findings_listing, print_round_status, round_states, states_of
    from ..work.program_trees import judges_units
    from ..work.standings import keep_told, round_standing

    asked, head = request(path, options), heads.get(path, "")
    if not judges_units(path, options.config):
        return _news_of_writings(asked, options, head)
    work = _work(asked, options)
    result = work.result
    status = round_standing(work)
    if options.format is Format.TEXT:
        _tell_news(status.news, head, work.program.name, partial(print_round_status, result))
    keep_told(work, status.told)
    news = news_listings(status.news, work.path) if status.news else ()
    tables = [*news, states_of(result), findings_listing(result)]
    value = {**news_parts(status.news, work.path), "states": round_states(result, path)}
    return value, result.every_finding, (), tables, work


def _news_of_writings(asked: Request, options: Options, head: str) -> Answer:
    from ..reports.json_output import news_json
    from ..reports.news import news_listings
    from ..reports.outline import title_of
    from ..reports.screen import print_status
    from ..reports.standings import standing_listing
    from ..work.running import Work
    from ..work.standings import keep_told, month_status
    from .answering import every_finding

    with progress(options) as tick:
        work = Work(asked, tick)
        status = month_status(work, told=True)
    checked, judged = status.checked, status.judged
    listing = standing_listing(checked, judged, status.standings)
    if options.format is Format.TEXT:
        full = partial(print_status, listing, judged, verbose=False)
        _tell_news(status.news, head, title_of(checked.folder), full)
    if status.told is not None:
        keep_told(work, status.told)
    news = news_listings(status.news, work.path) if status.news else ()
    return news_json(status), every_finding(checked, judged), (), [*news, listing], work


def _tell_news(news: News | None, head: str, name: str, full: Callable[[Console], None]) -> None:
    """What is new under the programme's own heading, where it needs one; everything the first time."""
    from ..reports.screen import console, print_news

    if news is not None and not news.is_any:
        return
    if head:
        tell(head)
    if news is None:
        full(console())
    else:
        print_news(news, name, console())
    sys.stdout.flush()  # once it was said: what a run that dies did not say is said by the next


# What all of them do ---------------------------------------------------------------------------------


def _answer(
    command: str,
    paths: Sequence[Path],
    options: Options,
    make: Callable[[], Made],
    output: Path | None = None,
    *more: object,
    writes: bool = False,
    once: bool = False,
) -> NoReturn:
    """An answer that may be kept: it hangs on the whole programme, and on the day for what is due."""
    from ..settings.config import find_config

    found = [find_config(path.absolute(), lenient=options.config is not None) for path in paths]
    trees = [file.parent if file else path for file, path in zip(found, paths, strict=True)]
    trees += [output] if output else []
    asked = [*(str(path.absolute()) for path in paths), paths, output, more]
    answer(command, options, trees, make, *asked, writes=writes, of_the_day=True, once=once)


def _work(asked: Request, options: Options) -> RoundWork:
    from ..work.rounds import RoundWork

    with progress(options) as tick:
        work = RoundWork(asked, tick)
        _ = work.result
    return work


def _of_panels(result: RoundResult) -> list[Finding]:
    causes = [cause for unit in result.walk() for cause in unit.causes]
    return [*causes, *result.hidden, *(finding for finding in result.every_finding if finding.of_panel)]


def _report(
    options: Options, work: RoundWork, title: str, value: Any, listings: Sequence[ReportListing]
) -> None:
    from ..reports.rounds import round_contents
    from ..wording import say

    report(options, work.root, lambda: round_contents(say(title), work.result, lambda: value, listings))


def _report_values(
    options: Options, root: Path, title: str, value: Any, listings: Sequence[ReportListing]
) -> None:
    from ..reports.outline import ReportContents
    from ..wording import say

    report(
        options,
        root.absolute(),
        lambda: ReportContents(say(title), root.absolute().name, lambda: value, tuple(listings)),
    )


def _exit_code(findings: Iterable[Finding], options: Options) -> ExitCode:
    """1 where a finding that is not waived is as severe as `--fail-on` says."""
    from ..model.units import Severity
    from ..reports.rounds import severe

    least = {FailOn.ERROR: Severity.ERROR, FailOn.WARNING: Severity.WARNING}.get(options.fail_on)
    heavy = least is not None and severe(findings, least)
    return ExitCode.FINDINGS if heavy else ExitCode.CLEAN
