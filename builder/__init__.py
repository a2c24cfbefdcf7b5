"""Cartable compiles e-learning course sources into packages that any LMS can import."""

__version__ = "0.1.0"
