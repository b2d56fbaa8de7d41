"""Groups of creditors."""
