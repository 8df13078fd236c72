"""What every door shares; no vendor's word stands here."""
