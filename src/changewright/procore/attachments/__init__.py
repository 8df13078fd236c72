"""The files on records, and the way to their content (procore.md §2.9)."""
