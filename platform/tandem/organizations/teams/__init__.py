"""Teams of an agency, and how much of its case files the agency's choice leaves to its collectors."""
