"""What lets somebody in: sessions and passwords, people's own tokens, programs."""
