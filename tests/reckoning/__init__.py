"""A second reckoning of rounds, from the files alone and in plain fractions, held against bpkit's own."""
