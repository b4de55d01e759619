"""From sheets to final values, ranks, winners and what a panel should look at: exact, and pure."""
