"""One linear history for the whole domain; constraints, roles, row-level security and partitions are plain SQL."""
