"""What a table is: its description, its schema, and what is said of a bad cell."""
