"""Documents and pictures: what a calculation came to, as a bureau sends it."""
