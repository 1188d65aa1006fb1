"""The passerelle command: one module for each group of verbs."""
