"""Batches of like length, so that little is spent on padding."""

from collections.abc import Iterator, Sequence


def token_batches(
    lengths: Sequence[int], *, budget: int, most: int, overhead: int
) -> Iterator[list[int]]:
    """Yield the positions 0..n-1 in batches, longest texts first, ties in the order given.

    A batch padded to its longest text holds at most `budget` tokens and at most `most` texts;
    a text longer than the budget goes alone. A batch costs as much as `overhead` tokens: shorter
    texts begin another one when padding them would cost more. Longest first, because a machine
    with too little memory then fails at once and not after an hour, and because the time left is
    then judged too long rather than too short.
    """
    batch: list[int] = []
    longest = 0
    for done, position in enumerate(sorted(range(len(lengths)), key=lambda place: -lengths[place])):
        room = min(most, budget // max(1, longest)) - len(batch)
        padding = (longest - lengths[position]) * min(room, len(lengths) - done)
        if batch and (room < 1 or padding > overhead):
            yield batch
            batch = []
        if not batch:
            longest = max(1, lengths[position])
        batch.append(position)
    if batch:
        yield batch
