"""The third door: what the vendors' APIs lack, for the web app and for whoever wants it."""
