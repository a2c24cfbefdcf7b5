"""Campaigns: plays drawn at random, in which tabs are killed, networks fail and courses change.

A seed makes a play; what fails names it. `make test` plays a few seeds of each kind, `make soak` as many as its time
allows.
"""
