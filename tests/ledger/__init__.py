"""Which requirement is proved by which test, and which ones bind others than us."""
