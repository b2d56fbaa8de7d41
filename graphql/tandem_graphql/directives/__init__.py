"""The client's instructions, and what stops a case."""
