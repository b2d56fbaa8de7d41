"""The look-ahead beside the ordinary path: what is asked, of which rows, by whom."""
