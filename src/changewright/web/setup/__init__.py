"""How a project is set up: the numbering of its kinds, its custom attributes."""
