"""Files of a case: what may come in, who sees it, and publishing it to the other side."""
