"""`bpkit init DIR`: bpkit.yaml, the month's folders and the starters, from answers, options or Excel."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import ExitCode, UserError
from ..wording import language_for, say, use_language
from ..work.starters import System
from .helping import help_of
from .options import Language, speak
from .telling import asked, tell

if TYPE_CHECKING:
    from datetime import date

    from ..model.settings import Province, Settings
    from ..model.units import Period
    from ..reading.roster_book import RosterBook
    from ..work.beginning import Begun

SHOWN = 4  # folders that were there already and are named one by one
_ROSTER = help_of("init_panel")
Texts = list[str] | None


def _option(name: str, *flags: str, metavar: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(
        *flags, metavar=metavar, help=help_of(name), rich_help_panel=_ROSTER
    )
    return option


@dataclass(frozen=True, slots=True)
class Given:
    """What options say of the roster; what they do not say is asked for."""

    name: str | None
    provinces: Sequence[str]
    cities: Sequence[str]
    panels: Sequence[str]
    experts: Sequence[str]
    deadlines: str | None

    @property
    def is_any(self) -> bool:
        """Whether any of them was given."""
        return any((self.name, self.provinces, self.cities, self.panels, self.experts, self.deadlines))


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help=help_of("init_dir"))] = Path(),
    show: Annotated[bool, typer.Option("--show", help=help_of("init_show"))] = False,
    templates: Annotated[bool, typer.Option("--templates", help=help_of("init_templates"))] = False,
    program: Annotated[str | None, typer.Option("--program", help=help_of("init_program"))] = None,
    form: Annotated[bool, typer.Option("--form", help=help_of("init_form"))] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", dir_okay=False, help=help_of("init_from"))
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help=help_of("init_apply"))] = False,
    month: Annotated[
        str | None, typer.Option("--month", metavar="2010-10", help=help_of("init_month"))
    ] = None,
    next_month: Annotated[bool, typer.Option("--next-month", help=help_of("init_next"))] = False,
    host: Annotated[str | None, typer.Option("--host", metavar="UNIT", help=help_of("init_host"))] = None,
    starters: Annotated[
        list[System] | None, typer.Option("--starters", help=help_of("init_starters"))
    ] = None,
    ask: Annotated[bool | None, typer.Option("--ask/--no-ask", help=help_of("init_ask"))] = None,
    name: Annotated[str | None, _option("new_name", "--name", metavar="NAME")] = None,
    province: Annotated[Texts, _option("init_province", "--province", metavar='"Bali; WITA"')] = None,
    city: Annotated[Texts, _option("init_city", "--city", metavar='"Bali / Denpasar; 9"')] = None,
    panel: Annotated[Texts, _option("init_assessors", "--panel", metavar='"Bali / NAME; NAME"')] = None,
    expert: Annotated[Texts, _option("init_experts", "--expert", metavar='"Bali / NAME; NAME"')] = None,
    deadlines: Annotated[str | None, _option("init_deadlines", "--deadlines", metavar='"15, 20, 25"')] = None,
    lang: Language = None,
) -> None:
    """Set up a share, or begin a month in it; whatever is there stays."""
    speak(lang)
    if _did_something_else(directory, lang, show=show, templates=templates, program=program, form=form):
        return
    given = Given(name, province or (), city or (), panel or (), expert or (), deadlines)
    if month and next_month:
        raise UserError(
            say("start.together", one="--month", other="--next-month"), say("start.together_remedy")
        )
    differs = _set_up(
        directory, given, source, month, lang, apply=apply, next_month=next_month, host=host or "", ask=ask
    )
    _tell_starters(directory, starters)
    if differs:
        raise typer.Exit(ExitCode.FINDINGS)


def _did_something_else(
    directory: Path, lang: str | None, *, show: bool, templates: bool, program: str | None, form: bool
) -> bool:
    """Whether an option asked for one of the small things, which is done by now."""
    from ..work.demo import EXAMPLE_CONFIG, TEMPLATES_FOLDER, begin_program, copy_templates

    asked = {"--show": show, "--templates": templates, "--program": program is not None, "--form": form}
    one, *others = [name for name, is_asked in asked.items() if is_asked] or [""]
    if others and (one, others) != ("--program", ["--form"]):  # the form of a programme
        raise UserError(say("start.together", one=one, other=others[0]), say("start.together_remedy"))
    if templates or program is not None:
        _speak_as(directory, lang)
    if form:
        _write_form(directory, program, lang)
    elif program is not None:
        from datetime import date

        for made in begin_program(directory, program, date.today()):
            tell(made)
    elif show:
        typer.echo(EXAMPLE_CONFIG.read_text(encoding="utf-8"), nl=False)
    elif templates:
        for copy in copy_templates(directory):
            tell(copy)
        tell(say("report.templates_use", file=directory / "bpkit.yaml", folder=TEMPLATES_FOLDER), err=True)
    return bool(program is not None or show or templates or form)


def _speak_as(directory: Path, lang: str | None) -> None:
    """Speak the share's language, where its bpkit.yaml can be read: what needs none of it is done anyhow."""
    from ..settings.config import NAME
    from ..work.beginning import settings_of

    with suppress(UserError):
        use_language(language_for(lang, settings_of(directory / NAME).language))


def _write_form(directory: Path, program: str | None, lang: str | None) -> None:
    """`Daftar Wilayah.xlsx`, of this programme where bpkit.yaml names none yet."""
    from msgspec.structs import replace

    from ..naming import ROSTER_BOOK
    from ..settings.config import NAME
    from ..work.beginning import make_folder, own_settings_of
    from ..work.roster import unit_levels, write_roster_form

    there, is_new = own_settings_of(directory / NAME)
    use_language(language_for(lang, there.language))
    if program is not None and not is_new:
        raise UserError(say("run.config_exists", path=directory / NAME), say("run.config_exists_remedy"))
    if program is not None:
        there = replace(there, rubric=program)
    unit_levels(there, directory)  # before a folder is made for a programme that there is not
    make_folder(directory)
    written = write_roster_form(directory, there)
    tell(written or say("start.there", path=directory / ROSTER_BOOK))
    tell(say("start.form_next", file=ROSTER_BOOK), err=True)


def _set_up(
    directory: Path,
    given: Given,
    source: Path | None,
    month: str | None,
    lang: str | None,
    *,
    apply: bool,
    next_month: bool,
    host: str,
    ask: bool | None,
) -> bool:
    """Set up what was asked for; whether bpkit.yaml and what was given differ."""
    from msgspec.structs import replace

    from ..naming import ROSTER_BOOK
    from ..settings.config import NAME
    from ..work.beginning import begin, own_settings_of
    from ..work.roster import with_unsaid

    file = directory / NAME
    book = source or (directory / ROSTER_BOOK if (directory / ROSTER_BOOK).is_file() else None)
    there, is_new = own_settings_of(file)
    use_language(language_for(lang, there.language))
    roster = _from_book(book, there, demanded=source is not None) if book else None
    wanted, first = (roster.settings, roster.first) if roster else (None, None)
    asking = sys.stdin.isatty() and not given.is_any if ask is None else ask
    if wanted is None and (given.is_any or (asking and not file.exists())):
        wanted, first = _from_answers(given, _month(month), asking=asking)
        wanted = wanted and with_unsaid(wanted, there)
    if wanted is None and not file.exists() and not (month or next_month):
        return _wrote_example(directory)
    when = _When(directory, month, next_month, is_new and wanted is not None, host)
    folders, year = when.folders(wanted or there, first)
    if wanted is None and not file.exists():  # before anything is made where nobody began a share
        raise UserError(say("start.no_roster"), say("start.no_roster_remedy"))
    papers = roster.papers if roster else None
    if wanted and is_new and not wanted.year:
        wanted = replace(wanted, year=year)  # of the month that is begun
    begun = begin(directory, wanted, folders, papers, renew=apply)
    _speak_as(directory, lang)  # which a new bpkit.yaml has by now
    _tell(begun, book, apply=apply)
    return bool(begun.differences)


def _wrote_example(directory: Path) -> bool:
    """Write the example of a bpkit.yaml, from which nothing differs."""
    from ..naming import ROSTER_BOOK
    from ..work.demo import write_example_config

    tell(say("start.made", path=write_example_config(directory)))
    tell(say("start.example_next", file=ROSTER_BOOK), err=True)
    return False


@dataclass(frozen=True, slots=True)
class _When:
    """Which month or round is begun in a folder."""

    directory: Path
    month: str | None
    next_month: bool
    is_new: bool
    host: str

    def folders(
        self, settings: Settings, first: Period | None
    ) -> tuple[Callable[[Settings], Any], int | None]:
        """What makes the folders, and the year that they are of."""
        from ..work.beginning import month_folders
        from ..work.program_trees import is_of_units

        if is_of_units(settings.rubric, self.directory):
            return self._rounds(settings)
        if self.host:
            raise UserError(say("start.host_of_none"), say("start.host_of_none_remedy"))
        period = self._period(first)
        return partial(month_folders, self.directory, period), period.year if period else None

    def _rounds(self, settings: Settings) -> tuple[Callable[[Settings], Any], int | None]:
        from ..model.spans import name_of
        from ..settings.programs import load_program
        from ..work.round_folders import round_folders, span_after, span_now, span_said

        program = load_program(settings.rubric, self.directory)
        if self.next_month:
            span, is_empty = span_after(self.directory, program, settings, _today())
            if is_empty:
                tell(say("start.still_empty_round", period=name_of(span)), err=True)
        elif self.month:
            span = span_said(self.month, program, settings)
        elif (found := span_now(self.directory, program, settings, _today())) is not None:
            span = found
        else:
            return lambda _: ([], []), None
        make = partial(round_folders, self.directory, program, span=span, host=self.host)
        return make, span.year or None

    def _period(self, first: Period | None) -> Period | None:
        """The month whose folders are made; None where that is the newest there is."""
        from ..months.deadlines import following
        from ..work.beginning import month_after

        if self.next_month:
            period, is_empty = month_after(self.directory, _this_month())
            if is_empty:
                tell(say("start.still_empty", month=period.in_words, after=following(period)), err=True)
            return period
        if self.month:
            return _month(self.month)
        return (first or _this_month()) if self.is_new else None


def _today() -> date:
    from .options import moment

    return moment().date()


def _this_month() -> Period:
    from ..model.units import Period

    today = _today()
    return Period(today.year, today.month)


def _month(text: str | None) -> Period | None:
    from ..naming import period_in

    if text is None:
        return None
    found = period_in(text)
    if found is None:
        raise UserError(say("run.bad_period", period=text), say("start.bad_month_remedy"))
    return found


def _from_book(book: Path, there: Settings, *, demanded: bool) -> RosterBook | None:
    from ..work.roster import read_roster

    roster = read_roster(book, there)
    if not roster.is_blank:
        return roster
    if demanded:
        raise UserError(say("start.blank_book", file=book), say("start.form_next", file=book.name))
    tell(say("start.blank_book", file=book), err=True)
    return None


def _tell(begun: Begun, book: Path | None, *, apply: bool) -> None:
    """What was made, what was there, and in what bpkit.yaml differs."""
    for number, path in enumerate(begun.made):
        tell(say("start.renewed" if begun.renewed and number == 0 else "start.made", path=path))
    _tell_there(begun.there)
    for folder in begun.unlisted:
        tell(say("start.unlisted", path=folder), err=True)
    if begun.differences:
        file, name = begun.there[0], book.name if book else say("start.answers")
        tell(say("start.differences", path=file, book=name, count=len(begun.differences)))
        for line in begun.differences:
            tell(f"  {line}")
        tell(say("start.edited", path=file) if apply else say("start.differences_remedy"), err=True)


def _tell_there(there: Sequence[Path]) -> None:
    for path in there if len(there) <= SHOWN else there[:1]:
        tell(say("start.there", path=path), err=True)
    if len(there) > SHOWN:
        tell(say("start.there_many", count=len(there) - 1), err=True)


def _tell_starters(directory: Path, systems: Iterable[System] | None) -> None:
    """Write the starters: those of Windows, and those of this computer, where nobody chose."""
    from ..work.starters import write_starters

    here = {"darwin": System.MACOS, "linux": System.LINUX}.get(sys.platform, System.WINDOWS)
    written = list(write_starters(directory, tuple(systems or dict.fromkeys((System.WINDOWS, here)))))
    for path, is_new in written:
        if is_new:
            tell(say("start.made", path=path))
    _tell_there([path for path, is_new in written if not is_new])


# Questions ------------------------------------------------------------------------------------------


def _from_answers(
    given: Given, first: Period | None, *, asking: bool
) -> tuple[Settings, Period | None] | tuple[None, None]:
    """The settings that options and answers make; None where nobody named a province."""
    from ..levels import default_levels
    from ..model.settings import Settings

    settings = Settings()
    name = given.name or (asking and _ask("ask_name", settings.program)) or settings.program
    if asking and first is None:
        first = _month(_ask("ask_month", str(_this_month())))
    settings = _with_provinces(settings, name, given, asking=asking)
    if not settings.provinces:
        return None, None
    settings = _with_people(settings, given, asking=asking)
    levels = default_levels()
    if given.deadlines:
        return _more_days(settings, given.deadlines), first
    if not asking:
        return settings, first
    usual = ", ".join(str(level.due) for level in levels)
    names = ", ".join(level.name for level in levels)
    take = partial(_more_days, settings)
    return _until_good("ask_deadlines", take, usual, levels=names) or settings, first


def _more_days(settings: Settings, text: str) -> Settings:
    from msgspec.structs import replace

    from ..levels import default_levels
    from ..settings.config_draft import days_of

    return replace(settings, deadlines=days_of(text, default_levels()))


def _with_provinces(settings: Settings, name: str, given: Given, *, asking: bool) -> Settings:
    from msgspec.structs import replace

    from ..settings.config_draft import province_of, with_city, with_province

    settings = replace(settings, program=name)
    for text in given.provinces:
        settings = with_province(settings, province_of(text))
    while asking and not given.provinces:
        more = _until_good("ask_province", partial(_more_provinces, settings))
        if more is None:
            break
        settings = more
        where = (settings.provinces or ())[-1].name
        while not given.cities and (
            more := _until_good("ask_city", partial(_more_cities, settings, where), province=where)
        ):
            settings = more
    for text in given.cities:
        settings = with_city(settings, text)
    return settings


def _more_provinces(settings: Settings, text: str) -> Settings:
    from ..settings.config_draft import province_of, with_province

    return with_province(settings, province_of(text))


def _more_cities(settings: Settings, where: str, text: str) -> Settings:
    from ..settings.config_draft import with_city

    return with_city(settings, f"{where} / {text}")


def _until_good(
    question: str, take: Callable[[str], Settings], default: str = "", **values: object
) -> Settings | None:
    """What an answer makes, asked again on a terminal where it makes nothing; None where it is blank."""
    while text := _ask(question, default, **values):
        try:
            return take(text)
        except UserError as error:
            if not sys.stdin.isatty():
                raise
            tell(f"{error.problem}\n{error.remedy}", err=True)
    return None


def _with_people(settings: Settings, given: Given, *, asking: bool) -> Settings:
    from msgspec.structs import replace

    from ..levels import default_levels
    from ..settings.config_draft import people_by_unit

    provinces: Sequence[Province] = settings.provinces or ()
    names = [one.name for one in provinces]
    panels, experts = list(given.panels), list(given.experts)
    for name in names if asking else ():
        for kind, texts, told in (
            ("ask_panel", panels, given.panels),
            ("ask_expert", experts, given.experts),
        ):
            if not told and (text := _ask(kind, "", province=name)):
                texts.append(f"{name} / {text}")
    cities = [city.name for one in provinces for city in one.cities]
    scoring = (
        names
        if len(names) == 1 and not any("/" in text for text in panels)
        else [
            *names,
            *cities,
            default_levels().top.name,
        ]
    )
    return replace(
        settings,
        panels=people_by_unit(panels, scoring),
        experts=people_by_unit(experts, names),
    )


def _ask(question: str, default: str, **values: object) -> str:
    return asked(f"start.{question}", default, remedy="start.no_answer_remedy", **values)
