"""Tests say the rule. rules: pure; services: two databases; web: screens; journeys: a real browser."""
