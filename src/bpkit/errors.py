"""What stops a run: each kind of stop has its exit code, says what is wrong and what to do now.

A fault in what people handed in is never one of these; it is a finding (rules/).
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    SHARE = 3
    LOCKED = 4
    INTERNAL = 70


class UserError(Exception):
    """Wrong usage or configuration: the problem in one sentence, the remedy in another."""

    exit_code = ExitCode.USAGE

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


class ShareError(UserError):
    """The share can't be read or written: a drive that is not mounted, a form open in Excel."""

    exit_code = ExitCode.SHARE


class RefusedError(UserError):
    """What decides (a seal, a letter) is not made from what is not whole or not settled yet."""

    exit_code = ExitCode.FINDINGS


class LockedError(UserError):
    """Another bpkit works on this share."""

    exit_code = ExitCode.LOCKED
