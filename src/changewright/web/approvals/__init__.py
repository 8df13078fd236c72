"""Approvals: policies, decisions, the inbox, whose turn it is."""
