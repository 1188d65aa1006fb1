"""Curation: officers decide which startups a firm will meet."""
