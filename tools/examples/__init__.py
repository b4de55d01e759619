"""What `make_examples.py` makes the example share from: texts in YAML, pictures and sounds drawn by code."""
