"""Money received: payments, how they were allocated, and the balances that follow."""
