"""The directory of officers: firms, startups, imports, exports, merging."""
