"""Markup formulas and applied markups on Autodesk's wire (autodesk.md §4)."""
