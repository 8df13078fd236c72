"""Performance tracking and time sheets on Autodesk's wire (autodesk.md §5.10)."""
