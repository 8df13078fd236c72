"""Lines of contracts: rows of schedules of values, items of prime contracts."""
