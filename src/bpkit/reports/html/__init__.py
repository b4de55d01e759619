"""Reports as pages, each one self-contained file."""
