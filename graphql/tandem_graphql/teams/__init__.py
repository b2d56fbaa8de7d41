"""Teams of an agency, and who works which case file."""
