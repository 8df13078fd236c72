"""Budget code templates, segments and their values on Autodesk's wire (autodesk.md §5.9)."""
