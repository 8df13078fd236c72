"""What others change in a project, told as it happens."""
