"""`python -m convscope`."""
