"""From bytes and sentences to clean words."""
