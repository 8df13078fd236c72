"""Financial markups; `work.markup_sets` works them out (procore.md §2.10)."""
