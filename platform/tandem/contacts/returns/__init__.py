"""Letters that come back: what they say about the address, and the search for a better one."""
