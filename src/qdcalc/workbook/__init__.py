"""The only place that knows Excel: reading, writing."""
