"""Attachments and their folders on Autodesk's wire (autodesk.md §5.8)."""
