"""The OAuth 2 authorization server: one core, which each door gives its own addresses and words."""
