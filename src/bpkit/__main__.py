"""The entry point: one place where every way to end a run gets its words and its exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import IO, Any, NoReturn

from .errors import ExitCode, UserError


def main() -> NoReturn:
    """Run the command line and leave with one of `errors.ExitCode`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A pipe carries UTF-8 whatever the code page; a console shows what it can.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    # Facts are many and hold each other in no circles: looking for circles took a twentieth of a run.
    gc.set_threshold(20_000, 20, 20)
    stdout, sys.stdout = sys.stdout, _Patient(sys.stdout)
    try:
        sys.exit(_run())
    finally:
        sys.stdout = stdout


def _run() -> int:
    try:
        from .cli import application

        application(sys.argv[1:])()
    except UserError as error:
        _say(f"bpkit: {error.problem}\n{error.remedy}".rstrip())
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # What reads and writes has its own words; what is left is a share that dropped out meanwhile.
        from .wording import say

        _say(say("run.share_trouble", path=error.filename or "", reason=error.strerror or repr(error)))
        return ExitCode.SHARE
    except Exception as error:  # noqa: BLE001 - a fault of bpkit's own must not look like findings
        from .crash import report_crash

        _say(report_crash(error))
        return ExitCode.INTERNAL
    return ExitCode.CLEAN


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


if __name__ == "__main__":
    main()
