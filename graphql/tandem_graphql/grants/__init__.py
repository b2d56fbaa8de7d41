"""What creditors open to banks, and who of a bank looked at it."""
