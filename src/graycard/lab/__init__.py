"""The training lab: how the avatar models were made, made again, and judged.

All but `dataset` needs the extra `local` (torch, diffusers, transformers). Nothing here is imported
by an audit.
"""
