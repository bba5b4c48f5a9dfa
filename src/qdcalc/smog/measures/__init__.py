"""Reductions, industries, exemptions and cleaning of a response (四(三)2)."""
