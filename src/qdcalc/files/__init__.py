"""Files that are written whole or not at all, and what is said of their names."""
