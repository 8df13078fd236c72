"""Budgets on Autodesk's wire (autodesk.md §5.1)."""
