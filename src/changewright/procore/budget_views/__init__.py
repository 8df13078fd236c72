"""The budget as one table: a view, its columns, its rows and what they come to by group."""
