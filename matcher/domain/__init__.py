"""The words of the trade: plain, frozen, no I/O."""
