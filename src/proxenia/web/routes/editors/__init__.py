"""Pages of the editors: rows added and corrected, their history, and the account of the one who does it."""

from proxenia.web.routes.editors import account, adding, correcting, history

__all__ = ["account", "adding", "correcting", "history"]
