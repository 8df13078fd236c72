"""The demo project: a hospital tower over a year of changes, and bulk data to measure with.

Content is data (`cast`, `budget`, `contracts`, `stories`), `narrative` turns it into dated steps,
and `play` carries them out on a ledger. Nothing here is needed by a server that holds real work.
"""
