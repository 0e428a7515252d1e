"""Repeatable measurements, printed as ratios: what our pages cost beside a bare Flask application's."""
