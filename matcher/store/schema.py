"""All tables, known to one MetaData."""

from matcher.store import (
    challenges,
    factors,
    imports,
    introductions,
    journal,
    matches,
    organisations,
    outbox,
    personal,
    plans,
    programmes,
    startups,
    support,
)
from matcher.store.base import Base

TABLES = (
    challenges,
    factors,
    imports,
    introductions,
    journal,
    matches,
    organisations,
    outbox,
    personal,
    plans,
    programmes,
    startups,
    support,
)
"""The modules that declare them."""
METADATA = Base.metadata
