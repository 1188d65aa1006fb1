"""Every knob, once, read from PASSERELLE_* variables."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from matcher.errors import InvalidSetting

PROJECT_ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """What can be set from the environment; every default works on a laptop."""

    model_config = SettingsConfigDict(env_prefix="PASSERELLE_", extra="ignore")

    encoder: str = Field("embedded", min_length=1)
    """`embedded`, `plain` (the same, untrained), or any sentence-transformers name or folder."""
    home: Path = PROJECT_ROOT
    """The folder that holds data/ and models/."""
    var: Path = PROJECT_ROOT / "var"
    """The folder for everything derived: converted encoder, vector cache, indexes."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """Arithmetic of the encoder; `auto` takes bfloat16 where the processor has it in hardware."""
    threads: int = Field(0, ge=0, le=256)
    """Threads for the encoder and the vector index; 0 leaves the choice to the libraries."""
    batch_size: int = Field(32, ge=1, le=1024)
    """Texts that the encoder takes at a time."""


@cache
def settings() -> Settings:
    """Return the settings of this process, read once; InvalidSetting names a wrong variable."""
    try:
        return Settings()
    except ValidationError as problem:
        first = problem.errors()[0]
        name = f"PASSERELLE_{str(first['loc'][0]).upper()}"
        raise InvalidSetting(
            f"{name} cannot be {first['input']!r}: {first['msg'].lower()}. See docs/settings.md."
        ) from problem
