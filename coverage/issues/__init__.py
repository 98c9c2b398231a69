"""Issues found on the waters: reported, referred, handled, verified by another, closed."""
