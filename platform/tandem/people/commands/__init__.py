"""Writing: a verb a file, or a few that belong together."""
