"""The training lab: how the avatar models were made, and how they are made again.

Needs the extra `local` (torch, diffusers, transformers). Nothing here is imported by an audit.
"""
