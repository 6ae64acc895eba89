"""The editors' desk: accounts, sessions and the register, and the store file that pages and commands read."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from proxenia.errors import DataError
from proxenia.store import write_rows
from proxenia.web.editing.accounts import Account, Accounts, read_accounts
from proxenia.web.editing.sessions import Attempts, Sessions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from proxenia.web.editing.register_store import Register

__all__ = ["EDITORS", "Desk", "write_snapshot"]

EDITORS = "editors"
"""Where the rows of the register say they came from, in the store file."""


@dataclass(kw_only=True)
class Desk:
    """Everything editing needs. The register is the truth; the store file holds a copy of its rows, made anew on change."""

    register: Register
    store: Path
    """The file pages and commands read; rows that came from files stay in it untouched."""
    editors: Path
    """The file of accounts; read anew when it changes."""
    sessions: Sessions = field(default_factory=Sessions)
    attempts: Attempts = field(default_factory=Attempts)
    renewed: Callable[[], None] = lambda: None
    """Called when the store file was made anew."""
    published: int = -1
    _accounts: tuple[int, Accounts] | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def accounts(self) -> Accounts:
        """The accounts as the file has them now; raise `DataError` when it is none of accounts."""
        try:
            mark = self.editors.stat().st_mtime_ns
        except OSError as error:
            raise DataError("{file} cannot be read: {error}", file=self.editors, error=error.strerror) from error
        if self._accounts is None or self._accounts[0] != mark:
            self._accounts = (mark, read_accounts(self.editors))
        return self._accounts[1]

    def account(self, cookie: str) -> Account | None:
        """Who is signed in with a cookie, with the role the file gives them now.

        A session ends when its account is taken out of the file, and when the password was changed since it began.
        """
        name = self.sessions.who(cookie)
        found = None if name is None else self.accounts.by_name.get(name)
        return found if found is not None and found.stamp == self.sessions.stamp(cookie) else None

    def enter(self, account: Account) -> str:
        """Begin a session and give its cookie."""
        return self.sessions.enter(account.name, account.stamp)

    def recall(self) -> None:
        """Take up the failed attempts to sign in that the log holds, so that a new start of the server forgives none."""
        since, now = [], datetime.now(UTC)
        for entry in self.register.audit():
            ago = (now - datetime.fromisoformat(entry.at)).total_seconds()
            if ago < self.attempts.within:
                since.append((entry, ago))
        entered = {entry.who: entry.id for entry, _ in reversed(since) if entry.what == "signed in"}
        refused = [
            (entry.who, entry.detail, ago)
            for entry, ago in reversed(since)
            if entry.what == "sign-in refused" and entry.id > entered.get(entry.who, 0)
        ]
        self.attempts.recall(refused)

    def publish(self) -> bool:
        """Bring the store file up to the register, and say whether it had to be.

        Raises
        ------
        OutputError
            If the register does not answer or the store file cannot be written; both are left whole.
        """
        with self._lock:
            revision = self.register.revision
            if revision == self.published or (revision == 0 and not self.store.exists()):
                self.published = revision
                return False
            write_snapshot(self.register, self.store)
            self.published = revision
        self.renewed()
        return True


def write_snapshot(register: Register, store: Path) -> int:
    """Write the rows of a register into a store file, in the place of those it had from there; say how many."""
    rows = register.rows()
    write_rows(store, {EDITORS: rows}, replacing=EDITORS, replaced=register.replacements())
    return sum(len(each) for each in rows.values())
