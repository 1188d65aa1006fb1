"""The sentences of the e-mails, a module for each language."""
