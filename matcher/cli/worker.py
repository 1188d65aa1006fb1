"""passerelle worker: what is done after the commit, in a process of its own."""

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write the log as JSON lines.")
def worker(*, as_json: bool) -> None:
    """Match, remind, and send e-mails until it is stopped; beside passerelle serve."""
    from matcher import configuration
    from matcher.assembly_web import require_current, services_for
    from matcher.logs import log_to_stderr
    from matcher.settings import settings
    from matcher.worker import run

    configuration.require()
    chosen = settings()
    log_to_stderr(as_json=as_json or chosen.log_format == "json")
    services = services_for(chosen, in_background=True)
    require_current(services)
    run(services)
