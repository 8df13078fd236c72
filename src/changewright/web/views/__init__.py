"""Saved views of the log."""
