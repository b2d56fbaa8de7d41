"""Roles that an organization composes for itself, below the ceiling of its kind, and who holds which role."""
