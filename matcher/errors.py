"""Every error that a person may be shown, each with a stable code."""


class MatcherError(Exception):
    """Something that a person can mend. The message says what happened and what to do."""

    code = "error"
    status = 422


class InvalidSetting(MatcherError):
    """A PASSERELLE_* variable has a value that it cannot have."""

    code = "setting.invalid"


class UnreadableInput(MatcherError):
    """The file cannot be read as what it claims to be."""

    code = "input.unreadable"


class RefusedRows(MatcherError):
    """Some rows were refused, so nothing was loaded."""

    code = "input.rows_refused"


class UnreadableDocument(MatcherError):
    """No text could be read from the document."""

    code = "document.unreadable"


class DocumentTooLarge(MatcherError):
    """The document passes a limit on size, pages or time."""

    code = "document.too_large"


class ReadersBusy(MatcherError):
    """As many documents are being read as may be at a time; send the document again in a minute."""

    code = "document.readers_busy"
    status = 503


class UnknownFilter(MatcherError):
    """A filter names a field or a value that does not exist."""

    code = "filter.unknown"


class EncoderUnavailable(MatcherError):
    """The encoder cannot be found, converted or loaded."""

    code = "encoder.unavailable"


class SnapshotRefused(MatcherError):
    """An index snapshot is broken, or was made by another encoder; it must be rebuilt."""

    code = "index.snapshot_refused"


class UnknownSystem(MatcherError):
    """An evaluation names a system that does not exist."""

    code = "evaluation.unknown_system"


class EmptyChallenge(MatcherError):
    """The challenge has no text to match."""

    code = "challenge.empty"


class OtherSchema(MatcherError):
    """The database is of another version of Passerelle than the one that runs."""

    code = "store.other_version"
    status = 503


class DropRefused(MatcherError):
    """A migration would drop or empty a table or a column, and nobody allowed it."""

    code = "store.drop_refused"


class InvalidTerms(MatcherError):
    """Term or document numbers do not belong to this lexical index."""

    code = "index.invalid_terms"


class InvalidVectors(MatcherError):
    """Vectors or their ids cannot be indexed or searched: shape, number, size or a repeated id."""

    code = "index.invalid_vectors"


class ReferenceUnreadable(MatcherError):
    """A file under data/ is missing or is not what it should be."""

    code = "reference.unreadable"


class UnwritableOutput(MatcherError):
    """What was asked for cannot be written at the place that was named."""

    code = "output.unwritable"


class IndexBusy(MatcherError):
    """Another process is writing this index."""

    code = "index.busy"


class UnknownStartup(MatcherError):
    """The index holds no startup with this id."""

    code = "index.unknown_startup"


class RepeatedStartup(MatcherError):
    """The same startup id is given twice."""

    code = "index.repeated_startup"


class UnknownIndex(MatcherError):
    """No index on this machine has this name."""

    code = "index.unknown"


class ModelRefused(MatcherError):
    """A trained ranker cannot serve: missing, damaged, of other features, or not good enough."""

    code = "model.refused"


class TooFewVerdicts(MatcherError):
    """There are too few judged queries to train or to compare a ranker."""

    code = "model.too_few_verdicts"


class UnknownModel(MatcherError):
    """No ranker has this version."""

    code = "model.unknown"


class NoPlanInTime(MatcherError):
    """No plan for introductions was found in the time allowed, nor that none exists."""

    code = "plan.no_time"


class HeadRefused(MatcherError):
    """A file holds no head of the journal, or one that this service did not sign."""

    code = "journal.head_refused"


class BackupFailed(MatcherError):
    """A backup could not be made; nothing was left at the place that was named."""

    code = "backup.failed"


class BackupRefused(MatcherError):
    """A backup is damaged, or cannot be restored here; nothing was changed."""

    code = "backup.refused"


class WorkflowError(MatcherError):
    """Something that a person of the application is told.

    `template` is the English sentence with named places (`%(name)s`) and the key of its
    translations; `params` fill the places.
    """

    code = "workflow.error"

    def __init__(self, template: str, **params: object) -> None:
        super().__init__(template % params if params else template)
        self.template = template
        self.params = params


class NotAllowed(WorkflowError):
    """The person may not do this; nothing was changed."""

    code = "access.not_allowed"
    status = 403


class NotFound(WorkflowError):
    """There is no such thing, or this person may not know of it."""

    code = "access.not_found"
    status = 404


class NotPossible(WorkflowError):
    """The thing is in a state from which this step cannot be taken."""

    code = "workflow.not_possible"
    status = 409


class StalePage(WorkflowError):
    """Someone changed the thing since the page was loaded; nothing was overwritten."""

    code = "workflow.stale_page"
    status = 409


class InvalidForm(WorkflowError):
    """Some fields cannot be taken as they are; `fields` maps each to the sentence that says why.

    The sentences are templates as in WorkflowError, or such a template with its params.
    """

    code = "form.invalid"
    status = 422

    def __init__(
        self, fields: dict[str, WorkflowError], template: str = "Some fields need your attention."
    ) -> None:
        super().__init__(template)
        self.fields = fields


class OneFileAtATime(WorkflowError):
    """Another file of the same person is still being read; nothing was kept of this one."""

    code = "upload.one_at_a_time"
    status = 429


class ExpiredLink(WorkflowError):
    """The link was used already, or is too old; ask for a new one."""

    code = "account.expired_link"
    status = 410


class SignInRefused(WorkflowError):
    """The address and the password do not belong together, or the account is not open."""

    code = "account.sign_in_refused"
    status = 403


class TooManyTries(SignInRefused):
    """There were too many wrong tries; `seconds` says after how long the next one is looked at."""

    code = "account.too_many_tries"
    status = 429

    def __init__(self, template: str, *, seconds: int = 60, **params: object) -> None:
        super().__init__(template, **params)
        self.seconds = seconds


class TooOften(WorkflowError):
    """An organisation did something as often as it may; `seconds` says when it may again."""

    code = "workflow.too_often"
    status = 429

    def __init__(self, template: str, *, seconds: int, **params: object) -> None:
        super().__init__(template, **params)
        self.seconds = seconds


class TooBusy(WorkflowError):
    """Too many people ask for the same slow thing at this moment; nothing was changed."""

    code = "workflow.too_busy"
    status = 503
