"""A change order whole: what its page shows, what can be done with it, and what led to it."""
