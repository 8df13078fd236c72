"""Change order packages: the top layer of a contract's changes (procore.md §2.2)."""
