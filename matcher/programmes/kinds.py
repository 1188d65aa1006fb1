"""The name of each kind of test in the files."""

from matcher.domain.programme import (
    AnyOf,
    Between,
    Holds,
    InCall,
    NotInForce,
    OneOf,
    Unverified,
    YoungerThan,
)

KIND_NAMES: dict[type, str] = {
    Between: "between",
    OneOf: "one_of",
    Holds: "holds",
    YoungerThan: "younger_than",
    InCall: "call",
    Unverified: "unverified",
    NotInForce: "not_in_force",
    AnyOf: "any_of",
}
"""Class of a test → its kind in the files."""
