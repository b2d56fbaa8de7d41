"""The work queue: the next best case on top, with the reason why."""
