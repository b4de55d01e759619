"""What was read and compared before, on this computer; whatever is in it may be deleted at any moment."""
