"""Evidence bundles of case files."""
