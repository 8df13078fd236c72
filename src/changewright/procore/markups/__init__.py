"""Financial markups: kept, to be worked out with the money (procore.md §2.10)."""
