"""The programmes as officers keep them: rules, sources, versions; a case tried, a verdict again."""
