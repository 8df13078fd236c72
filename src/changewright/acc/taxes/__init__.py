"""Taxes and sets of taxes on Autodesk's wire (autodesk.md §4)."""
