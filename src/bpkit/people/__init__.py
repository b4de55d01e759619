"""People: their names and degrees, who is one person, how they can be reached."""
