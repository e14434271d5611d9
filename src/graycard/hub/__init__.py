"""Weights of others: found in a folder or on the Hugging Face hub, pinned, never executed.

Models under test and readers both load such weights; neither knows the other, and both find
here where the files are, what must not be opened, and the errors that say what to do.
"""
