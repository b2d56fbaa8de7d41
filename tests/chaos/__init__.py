"""The proof that a contact leaves at most once and is never lost, whatever dies (docs/subsystems/contacts.md)."""
