"""Forms of a round, of whatever programme: sheets to answer on, lists, recaps, letters."""
