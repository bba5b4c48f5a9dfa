"""Levels, processes and times of the warnings (三)."""
