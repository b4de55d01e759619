"""Forms and letters: values that are already decided, put into the places of a template."""
