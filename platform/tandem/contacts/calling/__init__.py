"""Calling: the line that a collector keeps open, the call on it, what is said, and what it ended with."""
