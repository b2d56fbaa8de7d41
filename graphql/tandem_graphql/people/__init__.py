"""People of one's own organization: members, invitations, API tokens."""
