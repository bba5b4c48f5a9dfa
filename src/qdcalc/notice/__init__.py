"""What a notice is: dated figures, interpretations, calculations, reports."""
