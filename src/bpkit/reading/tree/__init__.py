"""The tree by its names: folders, leftovers, what belongs together. Nothing is opened but directories."""
