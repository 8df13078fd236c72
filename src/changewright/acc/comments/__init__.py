"""Comments on Autodesk's wire: its own screens have them, its public API does not (§5.10)."""
