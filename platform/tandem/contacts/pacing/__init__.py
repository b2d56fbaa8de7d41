"""How fast a sender may write: one shared bucket a sender, turns that are fair between creditors, and back-off."""
