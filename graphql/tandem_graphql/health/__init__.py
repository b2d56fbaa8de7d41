"""How the installation does, in the API."""
