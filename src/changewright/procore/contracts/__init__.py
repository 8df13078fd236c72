"""Commitments: work order contracts and purchase order contracts (procore.md §2.11)."""
