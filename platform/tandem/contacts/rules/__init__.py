"""The rules of contact as people read them, and what an agency allows itself within them."""
