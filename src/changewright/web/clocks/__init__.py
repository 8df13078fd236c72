"""Clocks: the rules of contracts about time, what happened, and what is due when."""
