"""From candidates to an ordered, explained list."""
