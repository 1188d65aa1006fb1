"""The planner: who should be introduced to whom, as officers ask, read and propose it."""
