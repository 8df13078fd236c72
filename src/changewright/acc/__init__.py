"""Autodesk's door: its routes, shapes, words, grammar and errors over the one ledger."""
