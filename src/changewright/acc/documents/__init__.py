"""Generated documents on Autodesk's wire (autodesk.md §5.8)."""
