"""Reports as Markdown, to be read as they are."""
