"""From regulation documents to regulations: knows nothing of questions, models or the web."""
