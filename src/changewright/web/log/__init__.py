"""The log of a project: all its documents in one list, as rows, groups, files and edits."""
