"""Facts about a person that stop contact: what they are, who enters and ends them, and what the law asks for next."""
