"""An authenticator application for tests: it knows its secret, and never shows a code twice."""

import base64
import re
from dataclasses import dataclass
from datetime import datetime

from matcher.domain import one_time_code


@dataclass
class Telephone:
    """A telephone that was given a secret."""

    secret: bytes
    last: int = 0

    @classmethod
    def reading(cls, page: str) -> "Telephone":
        """Return a telephone that read the secret on the page of its set-up."""
        found = re.search(r"otpauth://[^\"]*secret=([A-Z2-7]+)", page)
        assert found, page
        return cls(base64.b32decode(found[1]))

    def code(self, moment: datetime) -> str:
        """Return the code of now, or the next one when that was shown before."""
        self.last = max(one_time_code.step_at(moment), self.last + 1)
        return one_time_code.code_at(self.secret, self.last)
