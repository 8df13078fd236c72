"""The lists of a company: statuses, reasons and types of changes, cost types, taxes."""
