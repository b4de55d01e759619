"""A photo in words that help to find it: `photo 2, below the sentence “…”`; a loose one by its file."""

from __future__ import annotations

from ..model.place import PhotoName, PhotoPlace
from ..wording import say

_LONGEST_CAPTION = 60  # letters


def photo_in_words(photo: PhotoName) -> str:
    """The photo as a phrase in the language of the run.

    >>> photo_in_words(PhotoName("image7.jpeg", PhotoPlace(2, "below", "Warga memilah sampah …")))
    'photo 2, below the sentence “Warga memilah sampah …”'
    """
    if photo.place is None:
        return say("photo.named", name=photo)
    number, caption = photo.place.number, _shortened(photo.caption)
    named = say("photo.captioned" if caption else "photo.numbered", number=number, caption=caption)
    return ", ".join([named, *_place(photo.place)])


def _place(place: PhotoPlace) -> list[str]:
    if place.page is not None:
        return [say("photo.page", page=place.page)]
    inside = [say(f"photo.{place.part}")] if place.part else []
    return [*inside, say(f"photo.{place.side}", words=place.words)] if place.side else inside


def _shortened(caption: str) -> str:
    words = " ".join(caption.split())
    if len(words) <= _LONGEST_CAPTION:
        return words
    return f"{words[:_LONGEST_CAPTION].rpartition(' ')[0] or words[:_LONGEST_CAPTION]} …"
