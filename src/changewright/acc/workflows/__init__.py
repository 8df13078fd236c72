"""Workflow actions and their history on Autodesk's wire (autodesk.md §2)."""
