"""What people read, in French, Arabic and English: codes of the engine and of the workflow."""
