"""What comes in: the sections, their readings, and what is odd in them."""
