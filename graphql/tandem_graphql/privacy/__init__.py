"""Personal data: what is stored about a person, erasures, legal holds, retention."""
