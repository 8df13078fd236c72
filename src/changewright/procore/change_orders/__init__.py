"""Prime and commitment change orders: potential changes as the newer resources show them, a
resource for each side (procore.md §2.5)."""
