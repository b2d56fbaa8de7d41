"""Contacts with a database: planning, sending, callbacks, opt-outs, reconciliation."""
