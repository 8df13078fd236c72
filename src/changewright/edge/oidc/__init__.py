"""Signing in at a provider of OpenID Connect, where the operator has named one."""
