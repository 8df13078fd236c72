"""What a project comes to and what waits: figures for charts, each tied to the ledger."""
