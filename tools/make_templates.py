"""Makes the templates of the forms and letters: `python tools/make_templates.py`; on any day the same."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

import template_letters  # noqa: E402
from template_lampiran2 import lampiran_2  # noqa: E402
from template_lampiran3 import lampiran_3  # noqa: E402

from bpkit.office.package import pinned  # noqa: E402

TEMPLATES = HERE.parent / "templates"
MAKERS: dict[str, Callable[[], Any]] = {
    "lampiran-2.xlsx": lampiran_2,
    "lampiran-3.xlsx": lampiran_3,
    "surat-penetapan-kmw.docx": template_letters.decision_kmw,
    "surat-penetapan-kmp.docx": template_letters.decision_kmp,
    "surat-perbaikan.docx": template_letters.notice,
}


def main() -> None:
    """Write every template."""
    for name, make in MAKERS.items():
        buffer = io.BytesIO()
        make().save(buffer)
        (TEMPLATES / name).write_bytes(pinned(buffer.getvalue()))
        print(TEMPLATES / name)


if __name__ == "__main__":
    main()
