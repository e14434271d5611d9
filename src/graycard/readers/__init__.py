"""What reads a picture: one reader a file, found by `graycard.components`."""
