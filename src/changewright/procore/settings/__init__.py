"""How a project is set up: tiers and cascade of its change orders, and its change events."""
