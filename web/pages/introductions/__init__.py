"""Introductions: lists and pages for the firm, the startup and officers."""
