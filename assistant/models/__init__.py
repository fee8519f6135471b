"""Small models that ship with the product, each in a folder with its card, and the recipe they come from."""
