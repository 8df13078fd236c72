"""The lists a project chooses from: reasons, types, statuses, cost types."""
