"""Pages answered by one SQL statement, ahead of the executor (docs/subsystems/lookahead.md)."""
