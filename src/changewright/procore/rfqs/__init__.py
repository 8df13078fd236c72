"""Requests for quote, with their quotes and responses (procore.md §2.8)."""
