"""The audit log of one's own organization."""
