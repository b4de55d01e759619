"""Reads a round: units' folders, and what lies in them: answer sheets, lists, rulings, papers."""
