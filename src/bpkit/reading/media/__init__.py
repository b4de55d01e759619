"""How long recordings run (POB slide 7): a reader for every family of formats."""
