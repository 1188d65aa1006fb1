"""What went wrong between writers, for callers that may not know the database."""

from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError


def is_busy(problem: BaseException) -> bool:
    """Whether the database was locked or away: nothing was kept, and trying again may help."""
    return isinstance(problem, OperationalError)


def is_of_the_database(problem: BaseException) -> bool:
    """Whether reading or writing what is stored went wrong."""
    return isinstance(problem, SQLAlchemyError)


def is_out_of_range(problem: BaseException) -> bool:
    """Whether a number was asked for that no row can have."""
    return isinstance(problem, (OverflowError, DataError))


def is_overtaken(problem: BaseException) -> bool:
    """Whether somebody else changed the same row first: nothing was overwritten."""
    return isinstance(problem, StaleDataError)
