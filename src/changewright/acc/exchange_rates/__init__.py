"""The project's exchange rates, an internal resource of the vendor (autodesk.md §5.10)."""
