"""Figures of portfolios: the creditor's own, and what a bank may see of them."""
