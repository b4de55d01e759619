"""The entry point: one place where every way to end a run gets its words and its exit code."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from typing import IO, Any, NoReturn

from .errors import ExitCode, UserError


def main() -> NoReturn:
    """Run the command line and leave with one of `errors.ExitCode`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A pipe carries UTF-8 whatever the code page; a console shows what it can.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    # Facts are many and hold each other in no circles: looking for circles took a twentieth of a run.
    gc.set_threshold(60_000, 20, 20)
    stdout, sys.stdout = sys.stdout, _Patient(sys.stdout)
    try:
        sys.exit(_run())
    finally:
        sys.stdout = stdout


def program() -> NoReturn:
    """`main` as a process of its own, which is over as soon as everything is said.

    Python takes 300 modules and all facts apart, object by object, before it ends: a sixth of the time that
    one document takes, a twentieth of that of 300, for memory that the system takes back at once.
    """
    try:
        main()
    except SystemExit as left:
        _leave(left.code)
        raise


def _leave(code: object) -> None:
    """End the process here; not where threads are left, somebody measures it, or what is said can't be."""
    watched = sys.getprofile() or sys.gettrace() or threading.active_count() > 1
    if watched or not isinstance(code, int):
        return
    atexit._run_exitfuncs()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):  # Python has its own words and exit code for that
            return
    os._exit(code)


def _run() -> int:
    try:
        from .cli import application, usage

        sys.argv[1:] = usage.understood(sys.argv[1:])
        return int(application(sys.argv[1:])(standalone_mode=False) or ExitCode.CLEAN)
    except UserError as error:
        _say("\n".join([f"bpkit: {error.problem}", error.remedy, *_torn()]).rstrip())
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # What reads and writes has its own words; what is left is a share that dropped out meanwhile.
        from .share import reason_of
        from .wording import say

        _say(say("run.share_trouble", path=error.filename or "", reason=reason_of(error)))
        return ExitCode.SHARE
    except Exception as error:  # noqa: BLE001 - a fault of bpkit's own must not look like findings
        if (code := _misused(error)) is not None:
            return code
        _say(_crash(error))
        return ExitCode.INTERNAL


def _misused(error: Exception) -> int | None:
    """Say what is wrong with what was typed; None where it is something else that is wrong."""
    from typer.exceptions import TyperException

    from .cli import usage
    from .cli.helping import chosen_language
    from .wording import use_language

    if not isinstance(error, TyperException):
        return None
    if type(error).__name__ != "NoArgsIsHelpError":  # which has shown the help
        use_language(chosen_language())
        _say(usage.explained(error, sys.argv[1:]))
    return error.exit_code


def _torn() -> list[str]:
    """The command with quotes, where a path was torn at its blanks."""
    from .cli.usage import quoted

    return quoted(sys.argv[1:])


class _Patient:
    """stdout whose reader may leave: `bpkit … | head` still does its work and ends with its own exit code."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write, or drop the text where nobody reads."""
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            return self._let_go(text)

    def flush(self) -> None:
        """Flush, or drop what is left where nobody reads."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._let_go("")

    def _let_go(self, text: str) -> int:
        """From now on what is written goes nowhere; the interpreter flushes once more when it ends."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
        return len(text)


def _say(text: str) -> None:
    from .wording import printable

    sys.stderr.write(printable(text.rstrip()) + "\n")


def _crash(error: Exception) -> str:
    """Write the trace to a file of its own and say what to send to whom."""
    import platform
    from datetime import datetime

    from .version import __version__
    from .wording import say

    now = datetime.now().astimezone()
    lines = [
        f"bpkit {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"{now:%Y-%m-%d %H:%M:%S %z}",
        "command: " + " ".join(sys.argv[1:]),
        "",
        _trace(error),
    ]
    try:
        file = _private_file(f"bpkit-crash-{now:%Y%m%d-%H%M%S}-", "\n".join(lines))
    except OSError:
        return say("run.crash_unwritten", error=repr(error)) + "\n" + "\n".join(lines)
    return say("run.crash", error=repr(error), file=file)


def _trace(error: BaseException) -> str:
    """Where it went wrong, by lines of code alone: what an error says may be somebody's writing."""
    import traceback

    parts: list[str] = []
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        parts += [f"{type(following).__module__}.{type(following).__qualname__}\n"]
        parts += traceback.format_tb(following.__traceback__)
        # Where it went wrong in another process comes as text, with what the error says in it.
        elsewhere = str(getattr(following, "tb", "")).splitlines(keepends=True)
        parts += [line for line in elsewhere if line.startswith('  File "')]
        following = following.__cause__ or following.__context__
    return "".join(parts)


def _private_file(prefix: str, text: str) -> str:
    """A new file that nobody else can read or foresee: paths may hold names of people."""
    import tempfile

    handle, name = tempfile.mkstemp(".txt", prefix)
    # Names that are no Unicode, which may be what went wrong, keep their bytes as `\\udcff`.
    with open(handle, "w", encoding="utf-8", errors="backslashreplace") as file:  # noqa: PTH123 - a handle
        file.write(text)
    return name


if __name__ == "__main__":
    program()
