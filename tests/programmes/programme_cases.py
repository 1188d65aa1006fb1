"""All programme cases written from the sources, by subject in the modules beside this one."""

from tests.programmes.other_cases import OTHERS
from tests.programmes.tatwir_cases import TATWIR_2023, TATWIR_2025
from tests.programmes.tpme_cases import CHARTE

CASES = [*TATWIR_2023, *TATWIR_2025, *CHARTE, *OTHERS]
