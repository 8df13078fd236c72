"""Batches: packages as the newer resources show them, one for each side (procore.md §2.6)."""
