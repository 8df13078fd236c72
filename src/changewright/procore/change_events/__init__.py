"""Change events and their lines (procore.md §2.8)."""
