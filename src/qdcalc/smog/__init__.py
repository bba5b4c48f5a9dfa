"""Warnings and measures of heavy pollution, 青政办字〔2018〕115号."""
