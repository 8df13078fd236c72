"""What can be done, whichever door it came through."""
