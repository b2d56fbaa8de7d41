"""Rights told to people: permissions in plain words, and who sees what of a case file."""
