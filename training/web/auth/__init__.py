"""Signing in, one-time links, one's own account."""
