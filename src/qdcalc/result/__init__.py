"""What a calculation answers: tables, headline, closing sheets, card, plots."""
