"""Users: the people of the directory, of the whole company or of a project."""
