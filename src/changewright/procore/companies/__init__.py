"""Companies a caller works in, and who the caller is: what clients ask before anything else."""
