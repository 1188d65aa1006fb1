"""Counts of what is asked and answered, and what Prometheus reads of the whole house.

A label is a route's rule, a method, a class of status or a word of ours: never a number of a row, a
name, an address or a text. What the worker does is read from the database when it is asked for.
"""

import hmac
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from importlib.metadata import version

from flask import Flask, Response, g, request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from matcher.settings import SHORTEST_SECRET, Settings
from matcher.workflow import operating
from matcher.workflow.context import Services
from matcher.workflow.operating import Kept, Stored
from web.requests import error_log, route

disable_created_metrics()
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Upper ends of the classes of time that answers take."""
Clock = Callable[[], datetime]


class Measures:
    """What one application counts, beside what its database tells."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "passerelle_requests",
            "Answers by rule of the route, method and class of status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "passerelle_request_seconds",
            "Seconds until the answer left, by rule of the route.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.statuses = Counter(
            "passerelle_answers",
            "Answers by status: 500 is an unexpected error, 429 a limit that was passed.",
            ("status",),
            registry=self.registry,
        )
        for status in (429, 500, 503, 507):
            self.statuses.labels(str(status))
        ProcessCollector(registry=self.registry)
        self.registry.register(_House(services, clock))

    def count(self, response: Response) -> Response:
        """Count an answer; files of our own pages are left out."""
        if request.endpoint == "static":
            return response
        method = request.method if request.method in METHODS else "other"
        self.requests.labels(route(), method, f"{response.status_code // 100}xx").inc()
        self.statuses.labels(str(response.status_code)).inc()
        if "began" in g:
            self.seconds.labels(route()).observe(time.perf_counter() - g.began)
        return response

    def page(self) -> Response:
        """Return everything in Prometheus' text format."""
        return Response(generate_latest(self.registry), content_type=CONTENT_TYPE_LATEST)


def install_metrics(app: Flask) -> None:
    """Count every answer of the application."""
    measures = Measures(app.extensions["passerelle"], app.extensions["passerelle.clock"])
    app.extensions["passerelle.metrics"] = measures
    app.after_request(measures.count)


def may_read(settings: Settings, shown: str | None) -> bool:
    """Whether an Authorization header shows the token of the settings.

    Where somebody comes from is no proof: behind a proxy everybody comes from this machine.
    """
    token = settings.metrics_token.get_secret_value()
    if len(token) < SHORTEST_SECRET:
        return False
    return hmac.compare_digest((shown or "").encode(), f"Bearer {token}".encode())


class _House:
    """Reads database and disk when Prometheus asks; says so when they do not answer."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self._services, self._clock = services, clock

    def describe(self) -> Iterable[Metric]:
        """Return nothing: what there is depends on the moment."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield everything that is known at this moment."""
        yield InfoMetricFamily(
            "passerelle_build", "The version that runs.", {"version": version("passerelle")}
        )
        for name, read, told in (
            ("passerelle_database_up", operating.stored, _of_database),
            ("passerelle_disk_up", operating.kept, _of_disk),
        ):
            try:
                found = read(self._services, self._clock())
            except Exception as problem:
                error_log.warning("%s: %s", name, type(problem).__name__)
                yield _gauge(name, "1 when it could be read, else 0.", 0)
                continue
            yield _gauge(name, "1 when it could be read, else 0.", 1)
            yield from told(found)


def _of_database(found: Stored) -> Iterator[Metric]:
    yield _by("passerelle_tasks", "Tasks of the worker.", "state", found.tasks)
    yield _by("passerelle_emails", "E-mails of the outbox.", "state", found.mails)
    refused = Metric("passerelle_sign_in_refusals", "Wrong passwords and codes, ever.", "counter")
    refused.add_sample("passerelle_sign_in_refusals_total", {}, found.refused_sign_ins)
    yield refused
    yield _gauge("passerelle_database_bytes", "Size of the database.", found.bytes)
    yield _gauge(
        "passerelle_matching_by_words", "1: the last match had no meanings.", found.by_words
    )
    for name, help_text, value in (
        ("oldest_task_seconds", "How long the oldest task is due.", found.oldest_task_s),
        ("oldest_email_seconds", "How long the oldest e-mail waits.", found.oldest_mail_s),
        ("matching_mean_seconds", "Mean time of a match, a day.", found.matching_mean_s),
        ("matching_longest_seconds", "Longest time of a match, a day.", found.matching_longest_s),
        ("backup_age_seconds", "Since the last backup.", found.backup_age_s),
        ("journal_check_age_seconds", "Since the journal was checked.", found.journal_check_age_s),
        ("journal_broken", "1: the last check found it broken.", _broken(found.journal_is_whole)),
        ("worker_seen_seconds", "Since the worker took up a duty.", found.worker_age_s),
    ):
        if value is not None:
            yield _gauge(f"passerelle_{name}", help_text, value)


def _of_disk(found: Kept) -> Iterator[Metric]:
    yield _gauge("passerelle_disk_free_bytes", "Room where PASSERELLE_VAR is.", found.free_bytes)
    yield _gauge("passerelle_disk_bytes", "Size of that disk.", found.total_bytes)
    yield _gauge("passerelle_index_present", "1: there is an index on disk.", bool(found.index))
    for name, value in found.index.items():
        yield _gauge(f"passerelle_index_{name}", f"The index on disk: {name}.", value)
    if found.index_age_s is not None:
        told = "Since the index was written as a whole."
        yield _gauge("passerelle_index_age_seconds", told, found.index_age_s)


def _broken(is_whole: bool | None) -> float | None:
    return None if is_whole is None else float(not is_whole)


def _gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, told, value=float(value))


def _by(name: str, told: str, label: str, values: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label])
    for word, value in values.items():
        family.add_metric([word], value)
    return family
