"""Hooks: where programs want to be told of changes, of which, and what became of the telling."""
