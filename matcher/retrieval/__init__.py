"""From a challenge to a few hundred candidates."""
