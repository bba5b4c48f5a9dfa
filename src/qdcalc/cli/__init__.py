"""The command line and what stands on its floor."""
