"""Matches industrial challenges with startups. Start reading at matcher/engine.py."""
