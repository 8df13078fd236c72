"""The people of a project, their roles, and the companies they stand for."""
