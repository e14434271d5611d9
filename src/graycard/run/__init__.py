"""The run folder: one piece of evidence on disk, from the plan to the tables and counts.

Nothing here makes or reads a picture. What exists in the folder is complete: every file is
written beside its place, flushed to disk and renamed into it.
"""
