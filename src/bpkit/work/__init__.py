"""The order of work: what is read, judged, written and sealed, and in which order."""
