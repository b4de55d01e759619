"""The only room that opens what people handed in. What it can't read becomes a fact, never an exception."""
