"""Finding the container: hubs, projects, companies and people, from the directory alone (§7.2)."""
