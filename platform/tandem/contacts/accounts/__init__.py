"""An agency's own accounts at the providers: their keys, the senders they own, and whether they work.

See docs/subsystems/accounts.md.
"""
