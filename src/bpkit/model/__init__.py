"""Frozen facts that every room speaks in: no disk, no terminal, no arithmetic beyond their own."""
