"""Office files as packages of XML: text that stays text, bytes that stay the same; for forms and reports."""
