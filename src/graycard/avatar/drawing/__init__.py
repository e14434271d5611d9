"""How a portrait is drawn: one file for each part of the picture."""
