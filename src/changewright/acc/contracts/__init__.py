"""Contracts on Autodesk's wire, and the budgets allocated to them (autodesk.md §5.2)."""
