"""The entry point: one place where every way to end a run gets its words and its exit code."""

from __future__ import annotations

import sys
from typing import NoReturn

from .errors import ExitCode, UserError


def main() -> NoReturn:
    """Run the command line and leave with one of `errors.ExitCode`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A pipe carries UTF-8 whatever the code page; a console shows what it can.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    try:
        from .cli import app

        app()
    except UserError as error:
        _say(f"bpkit: {error.problem}\n{error.remedy}".rstrip())
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(ExitCode.CLEAN)
    except OSError as error:
        # What reads and writes has its own words; what is left is a share that dropped out meanwhile.
        from .wording import say

        _say(say("run.share_trouble", path=error.filename or "", reason=error.strerror or repr(error)))
        sys.exit(ExitCode.SHARE)
    except Exception as error:  # noqa: BLE001 - a fault of bpkit's own must not look like findings
        from .crash import report_crash

        _say(report_crash(error))
        sys.exit(ExitCode.INTERNAL)
    sys.exit(ExitCode.CLEAN)


def _say(text: str) -> None:
    sys.stderr.write(text.rstrip() + "\n")


if __name__ == "__main__":
    main()
