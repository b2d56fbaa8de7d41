"""Letters on their way to the post: print runs, their file and index, and the day on which they were handed over."""
