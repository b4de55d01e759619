"""People as they are typed: titles and degrees, lists of names, and who is one person.

A comma parts two people, or a name from its degrees (`Siti Aminah, S.Sos, Budi Santoso, S.E.`), and YAML
parts its lists at every comma. So what follows a comma is looked at: a degree belongs to the name before it.

No list holds every degree. So its shape says it as well: dotted initials (`S.Kom.I.`, `A.Ma.Pd`) or letters
in mixed case (`MKn`), as long as they are no initial with a short name (`M.Ali`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

from ..model.signs import regex, straight, visible

Key = TypeVar("Key")


def words_of(text: str) -> frozenset[str]:
    """The words of a vocabulary."""
    return frozenset(text.split())


_FRONT = (
    r"h\.\s?c|ir|drs|dra|drg|drh|dr|prof|assoc|kph|kh|krt|hj|h|k\.h|r\.\s?a|r\.\s?m|rr|ra|rm"
    r"|raden(?:\s(?:ajeng|mas|roro))?|ustadzah|ustadz|ustad|ust|gus|kyai|kiai|nyai|tgk|tgh|pdt|haji|hajjah"
    r"|apt|ns|almarhumah|almarhum|almh|alm|bapak|bpk|pak|ibu|bu|sdri|sdra|sdr|saudara|saudari|tuan|nyonya"
    r"|nona|tn|ny|nn|mr|mrs"
)
TITLE = regex(rf"(?:{_FRONT})(?:\.\s*|\s+)(?=\S)", re.IGNORECASE)
RADEN = regex(r"r\.?\s+(?=\S+\s+\S)", re.IGNORECASE)  # in `R. Budi` it may be an initial
# Titles that follow a comma, too.
_TITLES = words_of("apt dr dra drg drh drs h hj ir kh ns prof r ra rr")
# Degrees and certificates as they follow a name, without their dots and blanks.
_USUAL = words_of(
    """
    ak aks ama amak amapd amd amdak amdkeb amdkep amdt amkeb amkep amkl amp apt ba bac bba beng bsc bsw ca
    cfe cfp cfra cgap cgcae cgrm chfi cia cisa cma cpa cpi cpma crma crmp dba dea dess dipl diplfor
    dipling dra drg drh drs ifp ipm ippm ipu lc lic licsc llb llm lmp ma mab madm mag mak makt map march
    mars mas mba mbiomed mcom mcomm mdev mdiv mds me mec mecdev mei men meng mepid mesc mfarm mh mha mhi
    mhum mhut mikom mip mkeb mkep mkes mkkk mkm mkn mkom mling mm mmt mp mpa mpar mpd mpdi mph mphil mpi
    mpp mps mpsi mpwk mrp ms msc mse msi msm msn msoc msos msosi msp mst mstr mt mth mthi mti mtp mtr mts
    mua mup murb murp ners od phd qgia qia qip qrma qwp sab sadm sag sak sakun sap sars sda sdes sds se
    sei sesy sfarm sfil sft sgz sh shi shum shut si siip sikom sip sipem sipol siptek siptk skeb sked skep
    skg skh skl skm skom skomi skpm sksi sling smat smi sn soc sos sosi sp spd spdi spdk spdsd spi spog
    spol sppd spsi spt sptk ss ssi ssn ssos ssosi sst sstat sstp sstt st star starr sth sthi stp str strak
    strkeb strkep strsos strt stt sua sy sysi
    """
)
# Names, or initials, as well: without a comma before them only dots make them degrees.
_ALSO_NAMES = words_of(
    """
    ak ama apt ba ca cia dea ma mak map march mars mas me mei men ms mup od ra sab sak sap si sip sn soc
    sos ss star sua sy
    """
)
# So typed, names even behind a comma.
_RATHER_NAMES = words_of("ama dea mak march mas mei star")
# What degrees are of; dotted, with an S, M, A, D or B before it, it is one.
_SUBJECTS = words_of(
    """
    adm ag ak akt an ant ap arch ars biomed biotek com des dev ds e ec ei ek epid far farm fil fis gz h hi
    hum hut i ikom ilkom ip ipem k kar keb ked kel kep kes keu kg kh kim kk kl km kn kom komp kp kpm ling
    m mar mat md med mk mt ond or p par pd pol pra psi pt ptk pwk sc seni si sn soc sos st stat sy t tek
    th tp tr ud
    """
)
_MADE = frozenset(
    f"{kind}{subject}{islamic}"
    for kind in ("s", "m", "a", "d", "b", "am", "sp")
    for subject in _SUBJECTS
    for islamic in ("", "i")
)
# Short names that people glue to an initial: `M.Ali` is no degree, though `M.Dev` is.
_SHORT_NAMES = words_of(
    """
    adam adi agus ali ama amin amir amri anas andi ani anis anwar ari arif aris asri aziz budi daud dea
    dedi desi devi dewi dwi edi eko hadi hari hasan heri heru husni ida idul ilham imam iman irfan irma
    isa jaya joni lia mei mia musa nia noor nur rais rifa rina rini rudi said siti sofi sri taha titi toha
    tri tuti umar wati yani yuni yusi zain zen
    """
)
# What is glued to any name: `M.Yasin`, `Abd.Kadir`.
_BEFORE_NAMES = words_of("m a moh muh mohd muhd mhd abd abdul abu st sitti sy cut h hj i ni nur")
_MIXED = regex(r"(?:[SMDB]|A[mM]?|Sp)(?:[A-Z][a-z]{0,5}){1,3}")  # `SKomI`, `MKn`, `AmKeb`
_DOTTED = regex(r"\(?[^\W\d_]{1,4}(?:[.\-]+[^\W\d_]{1,4})+\.?\)?")
_SLIP = regex(r"\b([SMA]),([A-Z][a-z]{0,4})\b")
BRACKETS = regex(r"[(\[]([^()\[\]]*)[)\]]?")
MOST_WORDS = 60  # of a row of degrees; nobody has that many
_ASIDE = words_of("hons honours cand candidate c hc k")  # in brackets beside a degree


def with_dots(text: str) -> str:
    """The text with a dot in a degree that was typed with a comma: `S,Sos`."""
    return _SLIP.sub(lambda m: f"{m[1]}.{m[2]}" if _letters(m[1] + m[2]) in _USUAL else m[0], text)


@lru_cache(maxsize=4096)
def is_degree(text: str, *, in_capitals: bool = True) -> bool:
    """Whether a text is a degree, or several, and no name; `in_capitals`: so are the names around it.

    >>> is_degree("S.Kom.I., M. Si"), is_degree("Lc"), is_degree("M. Yusuf")
    (True, True, False)
    """
    text = straight(text).strip(" ,")
    words = BRACKETS.sub(" ", text).replace(",", " ").split()
    if not words:
        inner = BRACKETS.findall(text)
        return bool(inner) and all(_ASIDE.issuperset(_tokens(one)) or is_degree(one) for one in inner)
    return _are_degrees(words, in_capitals=in_capitals)


def _are_degrees(words: list[str], *, in_capitals: bool) -> bool:
    """Whether words are degrees one after the other, each of up to four: `S. Kom. I. M. Si`."""
    if len(words) > MOST_WORDS:
        return False
    ends = {0}  # how many of the first words are whole degrees
    for end in range(1, len(words) + 1):
        begins = (begin for begin in range(max(0, end - 4), end) if begin in ends)
        if any(_is_one_degree(words[begin:end], in_capitals=in_capitals) for begin in begins):
            ends.add(end)
    return len(words) in ends


def _is_one_degree(words: list[str], *, in_capitals: bool) -> bool:
    letters = _letters("".join(words))
    if letters in _RATHER_NAMES and (in_capitals or words[0].istitle()) and "." not in words[0]:
        return False
    if letters in _USUAL or letters in _TITLES or _is_made(words):
        return True
    return len(words) == 1 and _is_degree_word(words[0], in_capitals=in_capitals)


def _is_made(words: list[str]) -> bool:
    """Whether it is a kind with its subject, dotted (`S. Adm`), and no initial with a name (`M. Desi`)."""
    text = " ".join(words).casefold()
    last = re.split(r"[\s.\-]+", text.strip(".()"))[-1]
    return "." in text and _letters(text) in _MADE and last not in _SHORT_NAMES


def _is_degree_word(word: str, *, in_capitals: bool) -> bool:
    """Whether one word behind a comma looks like a degree, or a part of one."""
    letters = _letters(word)
    abbreviated = word.endswith(".") and "." not in word[:-1] and len(letters) <= 4
    if abbreviated and letters not in _SHORT_NAMES | _BEFORE_NAMES:
        return True
    if _is_dotted(word) or _is_mixed(word):
        return True
    # Certificates of tomorrow: `CFRX`. What can be spoken, as `BUDI`, is rather a name.
    spoken = re.match(r".?[AEIOU]", word) or letters in _SHORT_NAMES
    return not in_capitals and word.isalpha() and word.isupper() and 2 <= len(word) <= 5 and not spoken


def _is_dotted(word: str) -> bool:
    """Whether it is dotted as degrees are, whatever the list holds: `S.Ars`, `A.Ma.Pd`; but not `M.Ali`."""
    letters = _letters(word)
    if "." not in word.strip(".()") or not _DOTTED.fullmatch(word):
        return _is_made([word])
    first, *others = re.split(r"[.\-]+", word.strip(".()").casefold())
    if letters in _USUAL or _is_made([word]):
        return True
    if len(others) > 1:
        return not (TITLE.match(word) and len(others[-1]) > 2)
    named = first in _BEFORE_NAMES and (len(others[-1]) > 2 or len(first) > 2)
    return not (named or others[-1] in _SHORT_NAMES or (TITLE.match(word) and len(others[-1]) > 2))


def _is_sure(word: str) -> bool:
    """Whether it is a degree and can be nothing else: `SE` before `Ak`."""
    return _letters(word) in _USUAL - _ALSO_NAMES


def _is_mixed(word: str) -> bool:
    return bool(_MIXED.fullmatch(word)) and not word.isupper() and not word.istitle()


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _letters(text: str) -> str:
    return re.sub(r"[\s.\-()]", "", text).casefold()


def trailing_degree(words: list[str]) -> int:
    """How many of the last words are one degree, as in `S. Sos. I`; never the whole name."""
    for length in (4, 3, 2, 1):
        if length < len(words) and _ends_in_degree(words[:-length], words[-length:]):
            return length
    return 0


def _ends_in_degree(before: list[str], tail: list[str]) -> bool:
    """Whether the last words are a degree that no comma announces."""
    text = " ".join(tail)
    letters, dotted = _letters(text), "." in text
    if letters in _USUAL:
        stands_out = text.isupper() and not "".join(before).isupper()  # `Siti Rahma MA`, but not `Yo-Yo Ma`
        after_another = len(before) > 1 and _is_sure(before[-1])
        return dotted or stands_out or after_another or letters not in _ALSO_NAMES
    if len(tail) > 1:
        return tail[0].endswith(".") and _is_made(tail)
    # `Siti A.R.` has initials of her own; `Siti Rahma A.R.` has a name before them.
    initials = bool(re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?", text))
    return (_is_dotted(text) and (len(before) > 1 or not initials)) or _is_mixed(text)


_POSITION = regex(
    r"(?:ta|tenaga\s+ahli|asisten|ass|faskel|fasilitator|senior\s+fasilitator|sf|korkot|koorkot|koordinator|askot"
    r"|ketua|wakil|anggota|sekretaris|bendahara|manajer|manager|team\s+leader|tl|tim|tf|kmw|kmp|osp|oc|spesialis"
    r"|specialist|staf|staff|kepala|kasi|kabid|konsultan|lurah|camat|penyuluh|perwakilan|wartawan|dosen)\b(?!\.)",
    re.IGNORECASE,
)
# Words in brackets that tell no two people of one name apart: seats on a panel, death, parts of a degree.
_NO_MARKS = words_of(
    """
    ketua wakil sekretaris anggota penilai merangkap tim panel koordinator penulis alm almh almarhum
    almarhumah hons honours cand candidate c hc k
    """
)
_SEVERAL = regex(r"[;&\n+/]|\b(?:dan|and|serta|bersama)\b", re.IGNORECASE)
_BY_LINE = regex(r"[;\n]")
_NUMBERED = regex(r"^\s*[0-9]{1,2}[.)]\s*")
_DASHED = regex(r"\s[-–—/|]\s*|\s*\|\s*")


@lru_cache(maxsize=4096)
def person(name: str) -> str:
    """The form in which people compare; words in brackets after the name stay, for they tell namesakes apart.

    >>> person("Ir. Siti Rahma S.Kom.I., M.Si") == person("SITI\\u00a0 RAHMA")
    True
    >>> person("Siti Rahma, S.Sos (Semarang)")
    'siti rahma (semarang)'
    """
    text = with_dots(straight(name))
    marks = [mark for mark in map(_mark, BRACKETS.findall(text)) if mark]
    text = BRACKETS.sub(" ", text)
    bare = _bare(" ".join(_names(_without_position(text))))
    return f"{bare} ({' '.join(marks)})" if bare and marks else bare


def same_person(one: str, other: str) -> bool:
    """Whether two names, as `person` gives them, may be one person's.

    Only words in brackets on both, and other ones, make namesakes two people: it is safer to take
    `Siti Rahma` for `Siti Rahma (Semarang)` than to let somebody score a writing of her own.
    """
    if one == other:
        return True
    return unmarked(one) == unmarked(other) and unmarked(one) in (one, other)


def unmarked(who: str) -> str:
    """What `person` gave, without the words in brackets."""
    return who.partition(" (")[0]


def people(names: str) -> frozenset[str]:
    """Everybody whom a line of authors may mean, each as `person` gives them."""
    found = split_names(names)
    parts = [part for name in found for part in _outside_brackets(name) if not _belongs_to(part, name)]
    return frozenset({person(name) for name in (*found, *parts)} - {""})


def split_names(text: str) -> tuple[str, ...]:
    """The names in one text, with their degrees: parted by semicolon or line, else by comma, and by `dan`.

    >>> split_names("Ir. Siti Rahma, M.Si, Budi Santoso")
    ('Ir. Siti Rahma, M.Si', 'Budi Santoso')
    """
    return tuple(name for name, _ in listed([text]) if not is_degree(name))


def names_several(text: str) -> bool:
    """Whether a name is several people's by semicolon, line or `dan`; a comma may part anything."""
    parts = re.split(r"[;&\n]|\b(?:dan|serta)\b", visible(text), flags=re.IGNORECASE)
    return sum(1 for part in parts if part.strip(" ,.") and not is_degree(part)) > 1


def parted_degrees(typed: Mapping[Key, object]) -> list[Key]:
    """The keys that are degrees of the name: YAML parts `{nama: Siti Rahma, S.Sos}` at the comma."""
    return [key for key, value in typed.items() if value in ("", None) and is_degree(str(key))]


def listed(entries: Iterable[str]) -> list[tuple[str, int]]:
    """The names in a list as typed, each with the index of its entry; a degree joins the name before it.

    A degree without a name before it stays an entry of its own, for the reader to object to.
    """
    found: list[tuple[list[str], int]] = []  # a name and its degrees
    for index, entry in _closed(entries):
        for part in _parts(with_dots(visible(entry))):
            if found and _belongs_to(part, found[-1][0][0]):
                found[-1][0].append(part)
            else:
                found.append(([part], index))
    return [(", ".join(parts), index) for parts, index in found]


def teams_in(text: str) -> list[str]:
    """The teams in one cell, parted by lines, semicolons or commas; a degree stays with its name.

    Teams are named by capitals and numbers as often as by people, so only what follows a person's name is
    taken for a degree: a team too many is a writing too many that a city owes.

    >>> teams_in("Andi Baso; Siti Nur'aini, S.T., M.Si; TF-03"), teams_in("TF A, TF B, SE")
    (['Andi Baso', "Siti Nur'aini, S.T., M.Si", 'TF-03'], ['TF A', 'TF B', 'SE'])
    """
    found: list[str] = []
    for line in _BY_LINE.split(text):
        begins = len(found)
        for part in filter(None, (one.strip() for one in line.split(","))):
            if len(found) > begins and _is_of_a_person(found[-1]) and is_degree(part):
                found[-1] += f", {part}"
            else:
                found.append(part)
    return found


def _is_of_a_person(name: str) -> bool:
    return any(word.isalpha() and word.istitle() and len(word) > 1 for word in re.split(r"[\s,.'’-]+", name))


def _closed(entries: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The entries, those together that YAML parted inside brackets: `Siti Rahma (Semarang, Jawa Tengah)`."""
    begun: list[str] = []
    first = opened = 0
    for index, entry in enumerate(entries):
        first = first if begun else index
        begun.append(entry)
        opened += entry.count("(") - entry.count(")")
        if opened <= 0:
            yield first, ", ".join(begun)
            begun, opened = [], 0
    if begun:
        yield first, ", ".join(begun)


def _belongs_to(part: str, name: str) -> bool:
    """Whether a part of a list is a degree or a position of whoever stands before it."""
    return is_degree(part, in_capitals=name.isupper()) or bool(_POSITION.match(part))


def _parts(text: str) -> Iterator[str]:
    """The parts of a list of people between its separators, degrees among them."""
    by_line = bool(_BY_LINE.search(text))
    for one in _SEVERAL.split(_kept_apart(text)):
        tidy = re.sub(r"\s+", " ", _NUMBERED.sub("", one)).strip(" ,")
        parts = [tidy] if by_line else _outside_brackets(tidy)
        yield from (part.strip() for part in parts if part.strip(" ,.-"))


def _kept_apart(text: str) -> str:
    """The text without the separators between a name and a position: `Siti Rahma / TA Sosialisasi`."""
    tidy = re.sub(r"[^\S\n]+", " ", text)
    return re.sub(r" ?/ ?(?=(.{0,40}))", lambda m: " - " if _POSITION.match(m[1]) else " / ", tidy)


def _outside_brackets(text: str) -> list[str]:
    """Parted at the commas that stand in no brackets."""
    commas, closes = [], False  # whether the next bracket closes one
    for index in range(len(text) - 1, -1, -1):
        if text[index] in "()":
            closes = text[index] == ")"
        elif text[index] == "," and not closes:
            commas.append(index)
    begins = [0, *(index + 1 for index in reversed(commas))]
    return [text[begin:end] for begin, end in zip(begins, [*reversed(commas), len(text)], strict=True)]


def _without_position(text: str) -> str:
    """`Siti Rahma` from `Siti Rahma - TA Sosialisasi`."""
    dash = _DASHED.search(text)
    return text[: dash.start()] if dash and _POSITION.match(text[dash.end() :]) else text


def _names(text: str) -> list[str]:
    """The parts between commas that are no degrees: in `Siti Rahma, M.Si` the first alone."""
    first, *parts = text.split(",")
    return [first, *(part.strip() for part in parts if part.strip() and not _belongs_to(part.strip(), first))]


def _mark(inner: str) -> str:
    """The words in brackets that tell somebody from a namesake; empty for degrees, seats and the like."""
    words = straight(inner).casefold().strip(" .,")
    if _NO_MARKS.issuperset(re.findall(r"\w+", words)) or is_degree(inner):
        return ""
    return words


def _bare(name: str) -> str:
    """The name without titles before it and degrees behind it, in small letters."""
    text = name.lstrip(" ,.;-").rstrip(" ,;-")
    while match := TITLE.match(text) or RADEN.match(text):
        text = text[match.end() :]
    words = text.split()
    while length := trailing_degree(words):
        words = words[:-length]
    return " ".join(" ".join(words).replace(".", " ").split()).casefold()
