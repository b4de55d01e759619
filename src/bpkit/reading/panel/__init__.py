"""What lies in `penilaian/`: score sheets, decisions, and what was meant as one of them."""
