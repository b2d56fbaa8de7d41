"""Rights in the API: roles and the policy table in plain words, and who sees what of a case file."""
