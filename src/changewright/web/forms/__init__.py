"""The arithmetic of forms: an order's block, a contract's change summary, its schedule's check."""
