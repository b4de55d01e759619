"""Documents of every kind, each read into `DocumentContent`; title and pages follow from it."""
