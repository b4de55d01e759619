"""Every limit on what bpkit reads, in one place, each with its reason.

The share is open to many hands and its files come from anywhere: a small one may be made to fill a computer.
Where a limit is reached, the file gets a finding (BP801, BP814, BP901, BP904) or bpkit.yaml a clear refusal,
and the run goes on; those that only end a look at something say so ("no further").

`tools/make_docs.py` writes docs/limits.md from here: a heading for each paragraph, a row for each constant.
"""

from __future__ import annotations

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30

# Files read whole
FILE = 128 * MIB  # bytes; four at once; five pages with photos are under a tenth
TABLE = 32 * MIB  # bytes of a score form as the share gives it; it has some kilobytes
TEXT = 2 * MIB  # bytes of bpkit.yaml, a rubric, a sidecar, .bpkitignore; their reader takes seconds for more
MEDIUM = 16 * GIB  # bytes of audio and video, which are never read whole; an hour of a MiniDV tape is 13 GB
PANEL_FILE = 64 * MIB  # bytes of what may be a sheet, opened to see what it is; a form has a few at most
PANEL_YAML = 1 * MIB  # bytes; a sheet with the 3,000 titles of a nation has 600 KB, one with 300 has 60
PANEL_OPENED = 30  # files of one folder beside a panel that are opened to see what they are; no further
PANEL_DEPTH = 3  # folders below one where no sheet is looked for; no further

# YAML and patterns
YAML_BYTES = 2 * MIB  # a share with 500 cities has a bpkit.yaml of 60 KB
YAML_DEPTH = 20  # levels; bpkit's own files need six
YAML_ALIASED = 20_000  # values that aliases may stand for; a few of a few would make billions
IGNORE_FILE = 32 * KIB  # bytes of a .bpkitignore; it has a few lines; a pattern takes a millisecond
PATTERN_STARS = 4  # in one part of a path; five already take minutes on a long name of one letter
PATTERN_FOLDER_STARS = 4  # `**` in one pattern, which multiply each other in the same way

# What is told of one file
FINDINGS = 500  # of one rule; a form with 300 titles may have one for each; the last says how many more
FAULTS = 100  # of a bpkit.yaml, a rubric or a programme that is refused; no further

# Rosters in bpkit.yaml
ROSTER = 10_000  # cities, or units; Indonesia has 514 of the former, and a form has a row for each
PEOPLE = 1_000  # in one list of a panel or of experts; a panel has three to nine

# Packages (.docx, .odt, .xlsx, .ods)
PACKAGE_ENTRIES = 20_000  # a document of 200 photos has some 300
PACKAGE_PART = 64 * MIB  # bytes of XML, inflated; five pages of text are under one
PACKAGE = 1024 * MIB  # bytes of all parts, inflated one by one and never at once
BOMB_SIZE = 16 * MIB  # bytes of a part from which on it must not be packed tighter than …
BOMB_RATIO = 150  # … times; the XML of real documents is packed to a tenth or twentieth
XML_TAGS = 500_000  # of a part that is parsed as a tree; five pages have some 10,000
STYLE_BYTES = 16 * KIB  # of one style; Word's longest have some two thousand
DOCUMENTS_DEEP = 3  # documents in documents (altChunk)
DOCUMENTS_IN_ONE = 50  # web programs make one, or one a chapter
DIAGRAMS = 20  # of SmartArt; a writing has one, if any; each is read anew
DIAGRAM_BYTES = 4 * MIB  # of its XML

# Workbooks
WORKBOOK_PART = 24 * MIB  # bytes, inflated; a form with 300 titles has half a megabyte
WORKBOOK_ELEMENTS = 1_000_000  # of a part, blank cells and rows among them; each takes 250 bytes at worst
WORKBOOK_CELLS = 200_000  # that hold anything, of all worksheets; a form with 300 titles has 7,000
WORKBOOK_CHARACTERS = 8 * MIB  # in all cells, a repeated text counted anew; 300 titles have 90,000
WORKSHEETS = 200  # a panel's workbook has one for each assessor
MERGED_AREAS = 1_000  # of a worksheet; no further
ODS_BLANKS = 100  # columns or rows that one element stands for; blanks fill the sheet to its end
XLS_STREAM = 24 * MIB  # bytes of the stream in an .xls
XLS_RECORDS = 1_000_000  # of that stream; the smallest has four bytes

# Old Word documents, RTF and web pages
COMPOUND_SLACK = 2  # times its length that a compound file's streams may claim; half a copy gives its text
DOC_LETTERS = 20_000_000  # that its pieces may have; they may share one text; a letter has a byte at least
DOC_LISTS = 2_000  # whose numbers are looked up; Word has no more; items of others get signs
DRAWINGS_DEEP = 12  # containers and groups in each other; people nest two or three; no further
METAFILE_BYTES = 16 * MIB  # inflated; a photo of a camera, unpacked, in a drawing
METAFILE_RECORDS = 20_000  # in which a bitmap is looked for; no further
EMBEDDED_OBJECTS = 50  # whose metafiles are unpacked; a writing has a few; no further
PICTURES = 2_000  # of a document; a writing has five
RTF_TOKENS = 1_000_000  # words, groups and stretches of text; five pages have some 10,000
RTF_DEPTH = 500  # groups in groups; Word itself goes no deeper than some dozens
HTML_DEPTH = 200  # elements in elements; a page saved by Word has some twenty
WEB_PARTS = 500  # of a web archive; a page with photos has some dozens

# PDF, which a process of its own reads
PDF_SECONDS = 20.0  # for one file; five pages take a hundredth of one, 200 pages of a book two
PDF_MEMORY = 320 * MIB  # bytes beside the file itself; a book of photos takes under 100 MiB
PDF_PAGES = 200  # a writing has five; a book is looked at no further
PDF_PICTURES = 200  # of a document; no further
PDF_LINES = 20_000  # of text; a book of 200 pages has half of them; no further
PDF_FORMS_DEEP = 8  # forms in forms; printers make three; no further
PDF_RULES = 600  # lines of tables on a page; no further
PDF_IMAGES = 500  # on a page, strips of photos among them; no further
PDF_PAGE_LINES = 3_000  # of text on a page; small print has a hundred; no further

# Pictures and media
PIXELS = 20_000_000  # of a JPEG without an end mark that is decoded to see if it is whole; takes 80 MiB
UNENDED_JPEG = 4 * MIB  # bytes of such a JPEG; larger ones are called cut off unseen
DEEP_PIXELS = 64_000_000  # of a picture that `--deep` decodes; takes 256 MiB; cameras have up to 50 million
MEDIA_SECONDS = 20.0  # that MediaInfo, in its own process, may think between two pieces
MEDIA_MEMORY = 512 * MIB  # bytes of that process
MEDIA_WHOLE = 64 * MIB  # bytes of a recording whose frames are counted; hours of speech
MEDIA_FRAMES = 4_000_000  # a day of speech
MEDIA_BLOCKS = 10_000  # of a recording in blocks; no further
MEDIA_BOXES = 100_000  # of an MP4; a fragment a second makes 2,000 of 16 min

# Pages for readers
WEB_PIXELS = 120_000_000  # of a photo that is made small; a telephone's best has as many; no further
DRAWN_PAGES = 30  # of a PDF that is shown; a writing has five; no further
DRAWN_SECONDS = 60.0  # to draw them; five pages take one
COMMENT_BYTES = 256 * KIB  # of a file with a reader's comment; it is told and not shown
COMMENT_CHARACTERS = 5_000  # that are shown of one; no further
COMMENTS = 500  # of a writing; no further

# Letters' templates, which people write
LETTER_STEPS = 100_000  # turns of its loops and calls; a letter about 300 writings has some 3,000
LETTER_CHARACTERS = 1 * MIB  # of a text that it puts together; a page has 3,000

# Parcels from a province
PARCEL = 64 * GIB  # bytes of a zip that `bpkit receive` takes, and of what is in it; a month has two at most
PARCEL_ENTRIES = 50_000  # files in it; a month of a province has some hundreds
PARCEL_TAG = 16 * MIB  # bytes of its manifest; a line has some two hundred
