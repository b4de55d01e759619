"""Documents of every kind, each read into `Content`; title and pages follow from it."""
