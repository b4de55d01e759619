"""bpkit on a disk that fails or stops at any one operation, and what must hold all the same."""
