"""The startup's room: its profile, the challenges suggested to it, what waits for it."""
