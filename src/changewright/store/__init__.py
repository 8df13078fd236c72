"""Everything that speaks SQL, and the only folder with a database driver."""
