"""Learning to order: from judged needs to a ranker, its calibration, its card and its place."""
