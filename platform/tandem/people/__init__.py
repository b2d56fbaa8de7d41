"""People and their access: invitations, roles, second factors, links that set a new password, one's own account."""
