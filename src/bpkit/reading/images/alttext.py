"""Alternative text of pictures: what a person wrote there is a caption, what a program put there is none."""

from __future__ import annotations

import re
from functools import cache

# Word 2007 puts this before the text that it takes over from an older file.
_ANNOUNCED = re.compile(
    r"(?:description|deskripsi|alt(?:ernative)? text|teks alternatif)\s*:\s*", re.IGNORECASE
)

_ENDINGS = r"(?:jpe?g?|jfif|png|gif|bmp|dib|tiff?|webp|hei[cf]|avif|svg|[ew]m[fz]|cr2|nef|dng|psd|cdr)"
_NAMES = (
    # What Word, LibreOffice, WPS and Google call a picture, numbered or not.
    (
        r"(?:(?:new|gambar|foto|content|konten)[\s_\-]*)?"
        r"(?:picture|image|photo|gambar|foto|potret|bild|imagem?|pic|graphics?|grafik|grafis|shape"
        r"|bentuk|object|objek|group|grup|frame|bingkai|diagram|chart|bagan|rectangle|persegi(?: panjang)?"
        r"|text ?box|kotak ?teks|placeholder|bitmap|clip ?art|img|dscn?|hpim|scan|pindaian|p|baru|canvas"
        r"|smartart|kanvas|screen ?shot|(?:tangkapan|cuplikan) layar|whatsapp (?:image|photo)"
        r"|untitled design|desain tanpa judul)"
        r"[\s_\-]*[0-9()_\-\s.]*"
    ),
    r"(?:bitmap image|paintbrush picture|gambar bitmap|(?:image|picture) (?:description|placeholder))",
    # A name that nobody gave: cameras (`CIMG1234`, `MVC-012F`), phones, WhatsApp, downloads, GUIDs.
    r"(?=(?:\D*[0-9]){3})[\w.\-()+~{}@&=%,#]+",
    (
        r"(?:fb_img|img|vid|dsc|pxl|whatsapp|received|photo|foto|picture|image|gambar|screenshot|screen shot"
        r"|tangkapan layar|cuplikan layar|snapshot|scan|camscanner|wa)"
        r"(?:[\s_\-]+(?:image|gambar|foto|photo|video|whatsapp|at|pukul|jam|pada|am|pm|hp|wa[0-9]*))*"
        r"(?=(?:\D*[0-9]){3})[\s_\-]*[0-9][0-9\s_.:,()\-]*"
        r"(?:(?:at|pukul|jam|am|pm|wa[0-9]+|copy|salinan|burst[0-9]*|[0-9a-f]{8})[0-9\s_.:,()\-]*)*"
    ),
    rf".*\.{_ENDINGS}(?:@\S+)?(?:\s*\([0-9]+\))?",
    # Addresses and paths.
    r"[a-z]:[\\/].*",
    r"\\\\\S.*",
    r"(?:https?|ftp|file|data|blob|cid|content|about):\S*",
    r"www\.\S+",
    r"~?/\S+/.*",
    r"[\W0-9_]*",
)
_SENTENCES = (
    # What Office, Facebook and LinkedIn see in a picture, and say that they do.
    r"(?:an? |the )?(?:picture|image|close up|group of|person|man|woman)\b.*",
    r".*(?:automatically generated|dijana secara automatik).*",
    r".*\b(?:deskripsi|keterangan|konten|teks)\b.{0,30}\botomatis\b.*",
    r".*(?:automatisch (?:generierte|gegenereerde)|générée automatiquement).*",
    r".*\b(?:ai|a\.i\.|ki)\b[\s\-]*(?:generated|generierte).*",
    r".*\b(?:dihasilkan|dibuat|buatan|hasil)(?: oleh| dengan| dari)? (?:ai|kecerdasan buatan)\b.*",
    r".*(?:deskripsi|keterangan|konten) (?:yang )?(?:dihasilkan|dibuat) dengan (?:tingkat )?keyakinan.*",
    r".*(?:generated|created) with (?:very )?(?:low|medium|high) confidence.*",
    r"(?:sebuah )?gambar (?:yang )?(?:mungkin )?berisi\b.*",
    r"(?:mungkin|may be an?) (?:gambar|image)\b.*",
    r"gambar mungkin\b.*",
    r".*\b(?:generated (?:by|with) (?:an? )?ai|janaan ai)\b.*",
    # What search engines write beside their finds.
    r"(?:image result|related image|hasil gambar untuk|gambar terkait)\b.*",
    r"(?:see the source image|lihat gambar sumber)\b.*",
    # That there is none.
    r"(?:deskripsi|keterangan|teks alternatif) (?:foto |gambar )?(?:tidak|belum) (?:ada|tersedia)\b.*",
    r"(?:no|kein)[\s\-]*(?:alt(?:ernat\w*)?|text|photo|description|image)\b.*",
    (
        r"(?:tidak ada|tanpa|belum ada) (?:teks|deskripsi|keterangan|judul|nama|foto)"
        r"(?: alternatif| foto| gambar)?(?: yang tersedia| tersedia)?[\s_\-.]*[0-9()]*"
    ),
    (
        r"(?:untitled|unnamed|unknown|tak berjudul|alt(?:ernative)?[\s\-]?text|teks alternatif|alt|image alt)"
        r"[\s_\-]*[0-9()]*"
    ),
)
_LONGEST = 1000  # characters that are looked at; people write a sentence or two


def alternative_text(*candidates: str) -> str:
    """The first of these texts (a picture's description, its title) that somebody wrote; empty if none is.

    >>> alternative_text("Picture 3", "Description: Ibu-ibu memilah sampah di RW 3")
    'Ibu-ibu memilah sampah di RW 3'
    """
    for candidate in candidates:
        words = " ".join(candidate[:_LONGEST].split())
        words = _ANNOUNCED.sub("", words, count=1) if _ANNOUNCED.match(words) else words
        if words and not _automatic().fullmatch(words):
            return words
    return ""


@cache
def _automatic() -> re.Pattern[str]:
    """Compiled when the first text is met: it takes 10 ms, and many documents have none."""
    return re.compile("|".join((*_NAMES, *_SENTENCES)), re.IGNORECASE | re.DOTALL)
