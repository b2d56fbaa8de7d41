"""Case files: the debtor and the parties, claims, balance, what stops them."""
