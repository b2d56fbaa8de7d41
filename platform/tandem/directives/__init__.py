"""Directives: the client's instructions that bind the agency."""
