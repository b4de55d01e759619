"""Mutants of everything that bpkit reads: `PYTHONPATH=tests python -m fuzz`."""
