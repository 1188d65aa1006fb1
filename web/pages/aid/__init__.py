"""Which programmes could pay, how much, and on which source: for firms, startups and officers."""
