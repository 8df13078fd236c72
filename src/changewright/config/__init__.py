"""What the server runs with."""
