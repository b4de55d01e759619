"""bpkit: checks, scores and recaps the monthly best practice writings of PNPM Mandiri Perkotaan."""

__version__ = "0.1.0"
