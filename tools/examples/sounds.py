"""A short recording: a tune on a bamboo xylophone over the sound of waves."""

from __future__ import annotations

import math
import wave
from io import BytesIO
from random import Random

RATE = 4000  # samples a second: enough for the tune, and a small file
BEAT = RATE // 2
TUNE = (0, 2, 4, 7, 4, 2, 4, 7, 9, 7, 4, 2, 0, 2, 0, -3)  # half tones above A


def recording(seconds: int) -> bytes:
    """A WAV file of 8 bits, one channel."""
    rng = Random(2010)
    notes = {step: _note(220 * 2 ** (step / 12)) for step in TUNE}
    samples = bytearray()
    surf = 0.0
    for place in range(seconds * RATE):
        beat, into = divmod(place, BEAT)
        surf += 0.06 * (rng.random() * 2 - 1 - surf)
        if into == 0:
            note = notes[TUNE[beat % len(TUNE)]]
            swell = 84 + 60 * math.sin(2 * math.pi * place / RATE / 7)
        samples.append(max(0, min(255, round(128 + note[into] + swell * surf))))
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes(samples))
    return out.getvalue()


def _note(pitch: float) -> list[float]:
    """A bar of the xylophone struck once."""
    moments = (place / RATE for place in range(BEAT))
    return [70 * math.sin(2 * math.pi * pitch * moment) * math.exp(-7 * moment) for moment in moments]
