"""The plan of `bpkit fix` as a person reviewed it, carried out, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from .. import share
from ..errors import ShareError, UserError
from ..forms.blank_forms import plan_book
from ..model.outcomes import Mend, Mended
from ..model.problems import UnreadableError
from ..model.units import fold
from ..office import clean
from ..reading.panel.workbooks import open_workbook
from ..reading.panel.workbooks.cells import Worksheet
from ..reports.overview import note_of, old_and_new
from ..share.locking import locked
from ..wording import catalogue, say
from .fix_plan import plan
from .moves import LoggedStep, MoveLog, Mover, NotAsItWasError, is_of_root, take_back_line
from .running import Work

Key = tuple[str, str, str]
Reviewed = Mapping[Key, tuple[bool, str]]  # what a person said to a line of a plan, and its old name there
KINDS = ("rename", "move", "unpack")
_YES = ("ya", "y", "iya", "yes", "ok", "oke", "x", "v", "√", "✓", "true", "1")
_NO = ("tidak", "tdk", "t", "no", "n", "jangan", "batal", "false", "0", "-", "–", "")


def apply(work: Work, reviewed: Reviewed | None = None) -> Mended:
    """Do what the plan says: all of it, or what a reviewed plan says yes to, as long as it is still so.

    Raises:
        ShareError, LockedError: the share can't be read or written at all; what keeps a single line from
            being done is in the answer.
    """
    problems: dict[Path, str] = {}
    with locked(work.root):
        log = MoveLog(work.root)
        with _saying(log.file):
            mover = Mover(log, work.path) if log.open_batch else None  # or what is half done would be planned
        lines = plan(work)
        stale: tuple[str, ...] = ()
        if reviewed is not None:
            lines, stale = reconciled(lines, reviewed, work.path)
        doing = [line for line in lines if not line.why]
        if not doing and mover is None:
            return Mended("apply", work.path, lines, problems, stale)
        with _saying(log.file):
            mover = mover or Mover(log, work.path)
        for line in doing:
            if line.old != work.root:
                _attempt(mover, line, problems)
    # Windows renames no folder in which a file is open, as the lock is.
    for line in doing:
        if line.old == work.root and line.new:
            _attempt(mover, line, problems)
    with _saying(log.file):
        mover.close()
    return Mended("apply", work.path, lines, problems, stale)


def reconciled(
    lines: Sequence[Mend], reviewed: Reviewed, given: Path
) -> tuple[tuple[Mend, ...], tuple[str, ...]]:
    """The lines as a person reviewed them, and what stood in the reviewed plan and is no longer so."""
    kept = []
    for line in lines:
        wanted = reviewed.get(_key(*_told(line, given)))
        why = "unlisted" if wanted is None else "" if wanted[0] else "declined"
        kept.append(replace(line, why=line.why or why))
    known = {_key(*_told(line, given)) for line in lines}
    return tuple(kept), tuple(old for key, (wanted, old) in reviewed.items() if wanted and key not in known)


def _told(line: Mend, given: Path) -> tuple[str, str, str]:
    return say(f"fix.kind_{line.kind}"), *old_and_new(line, given)


def _key(kind: str, old: str, new: str) -> Key:
    """What tells a line from others once it went through Excel, in whichever language it was written."""
    words = catalogue("texts/fix.yaml")
    kinds = {fold(text): name for name in KINDS for text in words[f"kind_{name}"].values()}
    return kinds.get(fold(kind), ""), fold(clean(old)), fold(clean(new))


def plan_data(mended: Mended, file: Path) -> bytes:
    """The plan as a workbook to review."""
    given = mended.given
    help_text = say("fix.book_help", path=given, file=file.name)
    return plan_book(
        help_text,
        [(*_told(line, given), note_of(line), not line.why) for line in mended.lines],
    )


def read_plan(file: Path) -> Reviewed:
    """What a person said to each line of a plan; a line that is asked for twice and differently is declined.

    Raises:
        UserError: it is no plan, or a cell says neither yes nor no.
        ShareError: it can't be read.
    """
    try:
        worksheets = open_workbook(share.read(file), file).worksheets
    except UnreadableError as error:
        raise UserError(say("fix.not_a_plan", path=file), say("fix.not_a_plan_remedy")) from error
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
    for sheet in worksheets:
        for row in sorted(sheet.rows):
            if columns := _plan_columns(sheet, row):
                return _answers(file, sheet, row, columns)
    raise UserError(say("fix.not_a_plan", path=file), say("fix.not_a_plan_remedy"))


def _plan_columns(sheet: Worksheet, row: int) -> dict[str, int]:
    """The columns of a plan by what they hold, where this row is its head."""
    words = catalogue("texts/fix.yaml")
    found = {
        name: column
        for column, cell in sheet.rows[row].items()
        for name in ("wanted", "kind", "old", "new")
        if fold(cell.text) in map(fold, words[f"column_{name}"].values())
    }
    return found if len(found) == 4 else {}


def _answers(file: Path, sheet: Worksheet, head: int, columns: Mapping[str, int]) -> Reviewed:
    reviewed: dict[Key, tuple[bool, str]] = {}
    for row in sheet.rows:
        key = _key(*(sheet.text(row, columns[name]) for name in ("kind", "old", "new")))
        if row <= head or not key[0]:
            continue
        answer = fold(sheet.text(row, columns["wanted"])).rstrip(".!")
        if answer not in (*_YES, *_NO):
            cell = sheet.place(row, columns["wanted"]).cell
            problem = say("fix.no_answer", path=file, cell=cell, found=answer)
            raise UserError(problem, say("fix.no_answer_remedy"))
        wanted = answer in _YES and reviewed.get(key, (True, ""))[0]
        reviewed[key] = wanted, sheet.text(row, columns["old"])
    return reviewed


def _attempt(mover: Mover, line: Mend, problems: dict[Path, str]) -> None:
    """Do a line as a whole, or leave all of it as it was."""
    try:
        with mover.together():
            _do(mover, line)
    except OSError as error:
        problem = say("fix.failed", path=line.old.name, reason=share.reason_of(error))
        problems[line.old] = f"{problem} {say('run.not_renamed_remedy')}"


def _do(mover: Mover, line: Mend) -> None:
    if line.kind == "unpack":
        mover.unpack(line.old, dict(line.moves))
        return
    for old, new in line.moves:
        if not share.exists(new.parent):
            mover.make_folder(new.parent)
        mover.rename(Path(old), new)
    if line.kind == "move":
        mover.remove_empty(line.old.parent, line.home)


def undo(work: Work) -> Mended:
    """Take back what the last run moved at or below the given folder, the last step first.

    Raises:
        ShareError, LockedError: the share can't be read or written at all.
    """
    with locked(work.root):
        log = MoveLog(work.root)
        batch = log.last_batch("" if work.path == work.root else log.name(work.path))
        lines = log.done_in(batch) if batch else []
        of_root = [line for line in lines if any(map(is_of_root, line))]
        done, problems = _taken_back(log, [line for line in lines if line not in of_root])
    last, more = _taken_back(log, of_root)  # outside the lock, as it was done
    if batch:
        with _saying(log.file):
            log.add(batch, "end")
    return Mended("undo", work.path, (*done, *last), problems | more)


def _taken_back(
    log: MoveLog, lines: Iterable[Sequence[LoggedStep]]
) -> tuple[tuple[Mend, ...], dict[Path, str]]:
    """What was given back, as lines from where it lay to where it lies now, and what could not be."""
    back: list[Mend] = []
    problems: dict[Path, str] = {}
    for steps in lines:
        told = [one for one in steps if one.op in ("rename", "create")]
        named = [(step, _line_of(log, step)) for step in told]  # as paths are before the share's is another
        try:
            taken = take_back_line(log, steps)
        except NotAsItWasError as error:
            problems |= {line.old: say(f"fix.undo_{error.why}") for _, line in named}
        except OSError as error:
            reason = share.reason_of(error)
            problems |= {line.old: say("fix.undo_failed", reason=reason) for _, line in named}
        else:
            named = [(step, line) for step, line in named if step in taken]
        back += (line for _, line in named)
    return tuple(back), problems


def _line_of(log: MoveLog, step: LoggedStep) -> Mend:
    if step.op == "rename":
        old, new = log.path(step.new), log.path(step.old)
        return Mend("rename" if old.parent == new.parent else "move", old, new)
    return Mend("unpack", log.path(step.new or step.old), None)


@contextmanager
def _saying(file: Path) -> Iterator[None]:
    """What goes wrong at writing the log, in words."""
    try:
        yield
    except OSError as error:
        raise ShareError(say("run.unwritable", path=file), say("run.unwritable_remedy")) from error
