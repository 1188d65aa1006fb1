"""passerelle serve: the application, until it is stopped."""

from importlib import import_module

import click

from matcher.errors import InvalidSetting
from matcher.settings import settings


@click.command()
@click.option("--demo", is_flag=True, help="Sample data and demo accounts; needs no settings.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="The port to listen on.",
)
@click.option("--json", "as_json", is_flag=True, help="Write the log as JSON lines.")
def serve(*, demo: bool, host: str, port: int, as_json: bool) -> None:
    """Run the application; without --demo, the settings of a real service must be there."""
    from matcher import configuration

    configuration.require(demo=demo)
    chosen = settings()
    if demo or chosen.demo:
        _refuse_a_public_demo(host)
        chosen = chosen.model_copy(update={"demo": True} | _own_address(host, port))
    # The web is above the commands and may not be imported from here: it is found by name.
    import_module("web.serve").start(chosen, host=host, port=port, as_json=as_json)


def _own_address(host: str, port: int) -> dict[str, str]:
    """Return the address that the demo's links name, unless the settings say one."""
    if "base_url" in settings().model_fields_set:
        return {}
    return {"base_url": f"http://{host}:{port}"}


def _refuse_a_public_demo(host: str) -> None:
    if host not in {"127.0.0.1", "localhost", "::1"}:
        raise InvalidSetting(
            f"The demo lets everyone become anyone, so it does not listen on {host}. "
            "Leave out --host, or start without --demo."
        )
