"""Expenses and their items on Autodesk's wire (autodesk.md §5.5)."""
