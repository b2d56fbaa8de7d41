"""A ZIP of invoices: each file lands at the claim whose number its name tells."""
