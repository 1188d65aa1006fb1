"""Capabilities as pages show them, each with a mark of what it says."""

import hashlib

from matcher.store.startups import CapabilityRow, StartupRow
from matcher.workflow.startup_views import CapabilityView


def capability_views(row: StartupRow) -> tuple[CapabilityView, ...]:
    """Return the capabilities of a startup in its order."""
    return tuple(
        CapabilityView(each.id, each.key, place, each.title, each.text, mark_of(each))
        for place, each in enumerate(row.capabilities, start=1)
    )


def mark_of(row: CapabilityRow) -> str:
    """Return what changes when the words of a capability change."""
    return hashlib.sha256(f"{row.title}\0{row.text}".encode()).hexdigest()[:16]
