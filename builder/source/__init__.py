"""YAML and Markdown read with positions: text in, values that know their line and column out.

No key, value or directive is judged here beyond its form; the model says what they mean.
"""
