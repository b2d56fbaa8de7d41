"""Organizations, people and how they act: memberships, sign-in, mandates, portfolios, bank grants."""
