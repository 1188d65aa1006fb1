"""Finds in a text what would tell who wrote it: one module for each kind of trace."""
