"""Behind the commit: what goes out to other machines, after it is so, and however long it takes."""
