"""Faults that an old catalogue is known to have, so that only new ones are reported."""
