"""passerelle demo: the main job on the sample data."""

import json

import click


@click.command()
@click.option("--json", "as_json_output", is_flag=True, help="Print JSON instead of text.")
@click.option(
    "--top", default=5, show_default=True, type=click.IntRange(1, 50), help="Startups a challenge."
)
def demo(*, as_json_output: bool, top: int) -> None:
    """Match one challenge in French, one in Arabic and one in English with the sample startups.

    The first run converts the encoder and embeds the samples; later runs start in seconds.
    """
    from rich.console import Console

    from matcher import assembly
    from matcher.cli.answers import as_json, show
    from matcher.cli.progress import progress_bar

    challenges = {each.language: each for each in reversed(assembly.sample_challenges())}
    with progress_bar("Embedding the sample startups") as progress:
        matcher = assembly.matcher_for(progress=progress)
    chosen = [challenges[language] for language in ("fr", "ar", "en")]
    answers = [(each, matcher.match(each, top=top)) for each in chosen]
    if as_json_output:
        shown = {"challenges": [as_json(*answer) for answer in answers]}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    console = Console()
    for challenge, answer in answers:
        show(console, challenge, answer)
