"""Measurements of the product on this machine: `scripts/bench`. docs/performance.md says more."""
