"""How the shipped models are made: `python -m assistant.models.recipe.static`, then `...recipe.ranker`."""
