"""The server put together, and run."""
