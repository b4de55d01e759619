"""bpkit: checks, scores and recaps the monthly best practice writings of PNPM Mandiri Perkotaan.

    import bpkit

    checked = bpkit.validate("Berbagi/2010-10")
    judged = bpkit.score("Berbagi/2010-10")
    recapped = bpkit.recap("Berbagi/2010-10", "out")

docs/library.md has more. What it offers is loaded when it is first asked for: the command line pays nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import __version__

__all__ = [
    "Checked",
    "FilesWritten",
    "Finding",
    "Judged",
    "LockedError",
    "Problem",
    "Recapped",
    "RoundResult",
    "ShareError",
    "UserError",
    "__version__",
    "message",
    "recap",
    "score",
    "validate",
]

if TYPE_CHECKING:
    from .errors import LockedError, ShareError, UserError
    from .library import message, recap, score, validate
    from .model.outcomes import Checked, Judged, Recapped
    from .model.problems import Finding, Problem
    from .model.rounds import RoundResult
    from .work.round_files import FilesWritten


def __getattr__(name: str) -> Any:
    if name in __all__:
        from . import library

        return getattr(library, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
