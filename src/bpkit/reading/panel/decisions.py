"""`keputusan.yaml`: what a panel decided, with letter, date, order and reason (POB slides 15 and 18)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ...model.scores import Decision
from .yaml_fields import read_fields

KEYS = ("tingkat", "nomor_surat", "tanggal", "urutan", "ditarik", "alasan", "catatan")


def read_decision(path: Path, data: bytes) -> Decision:
    """The decision that a file holds; what can't be read of it is among its troubles, never an exception."""
    fields = read_fields(data, KEYS)
    return Decision(
        path=path,
        level=fields.level("tingkat"),
        letter=fields.text("nomor_surat"),
        date=fields.day("tanggal"),
        order=fields.texts("urutan"),
        withdrawn=fields.texts("ditarik") or (),
        reason=_words(fields.text("alasan")),
        troubles=fields.gathered(),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _words(text: str) -> str:
    """The text; a mere dash or dots are none."""
    return text if any(map(str.isalnum, text)) else ""
