"""Change order requests: the middle layer, at three tiers (procore.md §2.4)."""
