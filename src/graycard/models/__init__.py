"""Text-to-image models under test, and what stands for one: one a file."""
