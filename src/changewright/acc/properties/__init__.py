"""Custom attributes on Autodesk's wire: definitions and values (autodesk.md §5.7)."""
