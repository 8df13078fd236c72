"""Prime contracts: the contracts with the owner (procore.md §2.11)."""
