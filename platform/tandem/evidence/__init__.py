"""Evidence bundles: a case file as a court can read it, with all that proves it."""
