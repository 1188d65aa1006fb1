"""Accounts: joining, signing in, passwords, the own settings and colleagues."""
