"""The options that every command over a share has, declared once and handed over as one `Options`.

`--report` may write a new file or over a report of bpkit's own, never over a person's work.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

import typer

from ..errors import ShareError, UserError
from ..wording import language_for, say, use_language
from .helping import help_of

if TYPE_CHECKING:
    from ..work.request import Request


class Format(StrEnum):
    """What stdout carries."""

    TEXT = "text"
    JSON = "json"


class FailOn(StrEnum):
    """From which severity on findings make the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


def _option(name: str, *flags: str, **more: Any) -> Any:
    return typer.Option(*flags, help=help_of(name), rich_help_panel=help_of("common_panel"), **more)


PeriodOption = Annotated[str | None, _option("period", "--period", metavar="2010-10")]
Config = Annotated[Path | None, _option("config", "--config")]
Language = Annotated[str | None, _option("lang", "--lang", metavar="id|en")]
Workers = Annotated[int | None, _option("workers", "--workers", min=1)]


class Options(NamedTuple):
    """The common options of one call."""

    format: Annotated[Format, _option("format", "--format")] = Format.TEXT
    report: Annotated[Path | None, _option("report", "--report", dir_okay=False)] = None
    period: PeriodOption = None
    config: Config = None
    lang: Language = None
    fail_on: Annotated[FailOn, _option("fail_on", "--fail-on")] = FailOn.ERROR
    select: Annotated[list[str] | None, _option("select", "--select", metavar="BP3,BP401")] = None
    ignore: Annotated[list[str] | None, _option("ignore", "--ignore", metavar="BP3,BP401")] = None
    no_cache: Annotated[bool, _option("no_cache", "--no-cache")] = False
    workers: Workers = None
    dask: Annotated[str | None, _option("dask", "--dask", metavar="tcp://HOST:8786")] = None
    quiet: Annotated[bool, _option("quiet", "--quiet", "-q")] = False
    verbose: Annotated[bool, _option("verbose", "--verbose", "-v")] = False


def with_options(command: Callable[..., None], **defaults: Any) -> Callable[..., None]:
    """Give a command the common options; it receives them as its argument `options`.

    `defaults` are those that this command has instead of the common ones.
    """
    annotations = get_type_hints(Options, include_extras=True)
    own = inspect.signature(command, eval_str=True)
    common = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=defaults.get(name, Options._field_defaults[name]),
            annotation=annotations[name],
        )
        for name in Options._fields
    ]

    @wraps(command)
    def call(**arguments: Any) -> None:
        options = Options(**{name: arguments.pop(name) for name in Options._fields})
        command(**arguments, options=options)

    kept = [parameter for parameter in own.parameters.values() if parameter.name != "options"]
    call.__signature__ = own.replace(parameters=[*kept, *common])  # type: ignore[attr-defined]
    call.__annotations__ = {p.name: p.annotation for p in (*kept, *common)}
    return call


def request(path: Path, options: Options, compare: Sequence[Path] = (), *, deep: bool = False) -> Request:
    """What the conductor needs to know of a call; a report that can't be made is refused at once."""
    from ..work.request import Request

    speak(options.lang)
    if options.report is not None:
        from ..reports.writing import extension_of

        extension_of(options.report)
        demand_free(options.report)
    now = moment()
    return Request(
        path=path,
        config=options.config,
        period=options.period,
        language=options.lang,
        select=_prefixes(options.select),
        ignore=_prefixes(options.ignore),
        compare=compare,
        deep=deep,
        today=now.date(),
        now=now,
        cache=not options.no_cache,
        workers=options.workers,
        dask=options.dask,
    )


def moment() -> datetime:
    """Now, on this computer's clock."""
    return datetime.now().astimezone()


def _prefixes(given: list[str] | None) -> tuple[str, ...]:
    """`--select BP3,BP401 --select BP5` as single prefixes."""
    return tuple(part.strip() for text in given or () for part in text.split(",") if part.strip())


FormatOption = Annotated[Format, typer.Option("--format", help=help_of("format"))]
Output = Annotated[Path | None, typer.Option("--output", file_okay=False, help=help_of("output"))]
Pdf = Annotated[bool, typer.Option("--pdf", help=help_of("pdf"))]
Date = Annotated[str | None, typer.Option("--date", metavar="2010-10-23", help=help_of("date"))]


def day(text: str | None) -> date | None:
    """The day given with `--date`, in any form that `tanggal` on a sheet may have."""
    if text is None:
        return None
    from ..model.dates import parse_date

    found = parse_date(text)
    if found is None:
        raise UserError(say("run.bad_date", date=text), say("run.bad_date_remedy"))
    return found


def speak(lang: str | None) -> None:
    """Set the language of a command that has no share to ask."""
    use_language(language_for(lang))


def demand_free(file: Path) -> bytes | None:
    """What lies there, if anything; a file that is no report as bpkit wrote it is refused.

    Reports carry a mark, which Excel drops when it saves; on a share the register has to know them as well.

    Raises:
        UserError: the file is somebody's work, or no file at all.
        ShareError: it can't be read.
    """
    from .. import share
    from ..reports.writing import is_report

    file = file.absolute()
    try:
        if not file.exists():
            return None
        data, shares = share.read(file), _with_register(file)
    except (share.TooLargeError, share.SpecialFileError) as error:
        raise taken(file) from error
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
    if not is_report(data, file.suffix) or (shares and not _is_known(data, shares)):
        raise taken(file)
    return data


def _with_register(file: Path) -> list[Path]:
    """The folders above the file in which bpkit remembers what it wrote."""
    return [folder for folder in file.parents if (folder / ".bpkit" / "written.json").is_file()]


def _is_known(data: bytes, shares: Sequence[Path]) -> bool:
    from ..share.publishing import Register

    return any(Register(folder).knows(data) for folder in shares)


def taken(file: Path) -> UserError:
    """Why a report is not written: a person's work has its name."""
    return UserError(say("run.report_taken", path=file), say("run.report_taken_remedy"))
