"""Markups in full: steps of every basis, terms of contracts, and how each amount came about."""
