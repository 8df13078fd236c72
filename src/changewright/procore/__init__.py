"""Procore's door: its REST API over the same ledger. Begun with packages and potential changes."""
