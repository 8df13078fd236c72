"""Cost items and the detail below them on Autodesk's wire (autodesk.md §3)."""
