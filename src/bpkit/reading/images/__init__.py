"""Pictures: their size and soundness, which of them are photos, their captions and places."""
