"""Signing in at a browser, and out again."""
