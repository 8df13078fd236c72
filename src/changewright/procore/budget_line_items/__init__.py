"""Budget lines of a project, with what changes make of them (procore.md §6)."""
