"""The line items of potential change orders (procore.md §2.3)."""
