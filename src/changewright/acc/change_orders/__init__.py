"""Change orders on Autodesk's wire: their fields, lists, edits and next stages (autodesk.md §1)."""
