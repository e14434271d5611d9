"""What is read off which kind of pictures: profiles that ship as data, and everybody's own."""

from graycard.profiles._load import Profile, describe, load_profile, names

__all__ = ["Profile", "describe", "load_profile", "names"]
