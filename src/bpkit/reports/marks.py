"""How a report says that bpkit made it, so that the next one may take its place."""

GENERATOR = b'<meta name="generator" content="bpkit">'  # in the head of pages
MARK = b"[//]: # (bpkit)\n"  # at the end of Markdown, where readers don't see it
COMMENT = b"bpkit report"  # of the zip that a workbook is; Excel and LibreOffice drop it when they save
