"""Makes the templates of the forms and letters: `python tools/make_templates.py`; on any day the same."""

from __future__ import annotations

import io
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from template_lampiran2 import lampiran_2  # noqa: E402
from template_lampiran3 import lampiran_3  # noqa: E402

from bpkit.forms.package import pinned  # noqa: E402

TEMPLATES = HERE.parent / "templates"
WORKBOOKS = {"lampiran-2.xlsx": lampiran_2, "lampiran-3.xlsx": lampiran_3}


def main() -> None:
    """Write every template that differs from the one that is there."""
    for name, make in WORKBOOKS.items():
        book, buffer = make(), io.BytesIO()
        book.properties.creator = "bpkit"
        book.save(buffer)
        (TEMPLATES / name).write_bytes(pinned(buffer.getvalue()))
        print(TEMPLATES / name)


if __name__ == "__main__":
    main()
