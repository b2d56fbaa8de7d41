"""Groups of creditors: who is below whom, and how an organization joins and leaves (docs/subsystems/reach.md)."""
