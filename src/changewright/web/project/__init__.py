"""The project itself and how it is set up."""
