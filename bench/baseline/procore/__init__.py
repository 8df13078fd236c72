"""Procore's change order packages and potential change orders, as the same engineer would serve
them from the same tables with the same three libraries."""
