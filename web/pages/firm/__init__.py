"""The firm's room: its challenges, from the first words to the shortlist."""
