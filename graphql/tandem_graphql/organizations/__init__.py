"""Organizations, the viewer, mandates, portfolios and bank grants."""
