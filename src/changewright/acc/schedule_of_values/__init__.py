"""Rows of schedules of values on Autodesk's wire (autodesk.md §5.4)."""
