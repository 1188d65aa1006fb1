"""From judgements to knowing how good a ranking is."""
