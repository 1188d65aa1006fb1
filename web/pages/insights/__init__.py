"""The room of figures and of the map; for officers."""
