"""Measure, explain and document social bias in text-to-image models."""
