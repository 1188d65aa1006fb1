"""What is remembered: tables and their queries, one subject a module."""
