"""Potential change orders: the faces of the ledger's PCOs (procore.md §2.3)."""
