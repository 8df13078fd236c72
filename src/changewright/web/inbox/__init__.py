"""What waits for somebody over all projects, and one thing of it as it is to be decided."""
