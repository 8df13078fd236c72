"""Contracts and budgets with every sum and figure that the ledger keeps of them."""
