"""Recipes of others, to be compared with."""
