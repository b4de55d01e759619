"""Look for known faults of the pinned libraries with pip-audit, and say how many it could ask about.

pip-audit passes over what its source of advisories does not know and still says that nothing was found:
behind a mirror that has no advisories that would be all of them. Exit code 1 where a fault is known; 0
otherwise, with words for what could not be looked at.

    python tools/audit.py
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PINS = Path(__file__).parents[1] / "constraints.txt"
SECONDS = 300


def main() -> None:
    """Ask, and tell."""
    if importlib.util.find_spec("pip_audit") is None:
        install = [sys.executable, "-m", "pip", "install", "--quiet", "pip-audit"]
        if subprocess.run(install, check=False).returncode:
            sys.exit(_told("Not audited: pip-audit can't be installed here."))
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(PINS), "--format", "json"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
        found = json.loads(asked.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        sys.exit(_told(f"Not audited: pip-audit had no answer in {SECONDS} seconds."))
    except (ValueError, KeyError, TypeError):
        why = (asked.stderr.strip().splitlines() or ["no output"])[-1]
        sys.exit(_told(f"Not audited: pip-audit did not come to its end ({why[:200]})."))
    words, code = verdict(found)
    _told(words)
    sys.exit(code)


def verdict(found: Sequence[Mapping[str, Any]]) -> tuple[str, int]:
    """What the libraries came to in words, and the exit code."""
    asked = [one for one in found if "skip_reason" not in one]
    faults = [
        f"  {one['name']} {one['version']}: {fault['id']}, mended in {fault['fix_versions'] or 'none'}"
        for one in asked
        for fault in one.get("vulns", ())
    ]
    count = f"{len(asked)} of {len(found)} libraries"
    if faults:
        return "\n".join((f"Audited {count}; known faults:", *faults)), 1
    if not asked:
        return f"Not audited: the index that pip uses here knows advisories for {count}.", 0
    return f"Audited {count}: no fault is known.", 0


def _told(words: str) -> int:
    sys.stdout.write(f"{words}\n")
    return 0


if __name__ == "__main__":
    main()
