"""Findings and results as text, JSON and pages: one file per format; nothing is decided here."""
