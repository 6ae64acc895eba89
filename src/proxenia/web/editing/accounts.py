"""Accounts: people who may sign in, in a TOML file that holds hashes of passwords and no password."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from proxenia.errors import DataError, OutputError
from proxenia.store.alone import alone

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "LEAST", "MOST", "ROLES", "Account", "Accounts", "add_account", "change_password", "read_accounts", "remove_account",
]  # fmt: skip

ROLES = ("viewer", "editor", "owner")
"""A viewer reads the history; an editor adds, corrects and takes back own changes; an owner takes back any change."""
LEAST, MOST = 10, 200
"""Shortest and longest password, in characters."""
_NAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,39}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who may sign in: name, role, and the argon2 hash of the password."""

    name: str
    role: str
    password: str = field(repr=False)

    @property
    def stamp(self) -> str:
        """Sign that changes with the password, and says nothing of it."""
        return hashlib.sha256(self.password.encode()).hexdigest()[:16]

    def may(self, role: str) -> bool:
        """Whether the account may do what a role may.

        Examples
        --------
        >>> Account(name="a", role="editor", password="").may("viewer")
        True
        >>> Account(name="a", role="editor", password="").may("owner")
        False
        """
        return ROLES.index(self.role) >= ROLES.index(role)


class Accounts:
    """The accounts of a file. Passwords are compared one at a time: each comparison takes 64 MiB by design."""

    def __init__(self, accounts: dict[str, Account]) -> None:
        self.by_name = accounts
        self._lock = threading.Lock()
        self._nobody = ""

    def enter(self, name: str, password: str) -> Account | None:
        """Give the account whose name and password these are; an unknown name takes as long as a wrong password."""
        from argon2 import PasswordHasher  # noqa: PLC0415  only where somebody signs in
        from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415  the same

        account = self.by_name.get(name)
        with self._lock:
            hasher = PasswordHasher()
            self._nobody = self._nobody or hasher.hash("nobody has this password")
            try:
                hasher.verify(account.password if account else self._nobody, password[:MOST])
            except (VerificationError, InvalidHashError):
                return None
        return account


def read_accounts(file: Path) -> Accounts:
    """Read the accounts of a file.

    Raises
    ------
    DataError
        If the file cannot be read, is no TOML, or an account breaks its form.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            f"{file} is no file of accounts: {error}; make one with: proxenia editors add {file} NAME"
        ) from error
    accounts = {}
    for name, each in content.items():
        role, password = (each.get("role"), each.get("password")) if isinstance(each, dict) else (None, None)
        if not _NAME.match(name):
            raise DataError(f"{file}: {name!r} is no name; write small Latin letters, digits, dots or hyphens")
        if role not in ROLES:
            raise DataError(f"{file}: {name} has role {role!r}; write one of {', '.join(ROLES)}")
        if not isinstance(password, str) or not password.startswith("$argon2id$"):
            raise DataError(f"{file}: {name} has no argon2id hash; set one with: proxenia editors add {file} {name}")
        accounts[name] = Account(name=name, role=role, password=password)
    return Accounts(accounts)


def add_account(file: Path, name: str, *, role: str, password: str) -> Account:
    """Add an account to a file, or give an account there a new role and password; only its owner may read the file.

    Raises
    ------
    DataError
        If the name, the role or the password breaks its form, or the file is none of accounts.
    OutputError
        If the file cannot be written.
    """
    from argon2 import PasswordHasher  # noqa: PLC0415  only where an account is made

    if not _NAME.match(name):
        raise DataError(f"{name!r} is no name; write small Latin letters, digits, dots or hyphens, 40 at most")
    if role not in ROLES:
        raise DataError(f"{role!r} is no role; write one of {', '.join(ROLES)}")
    if not LEAST <= len(password) <= MOST:
        raise DataError(f"the password has {len(password)} characters; choose one of {LEAST} to {MOST}")
    account = Account(name=name, role=role, password=PasswordHasher().hash(password))
    with alone(file):
        kept = read_accounts(file).by_name if file.exists() else {}
        _write(file, {**kept, name: account})
    return account


def remove_account(file: Path, name: str) -> None:
    """Take an account out of a file; whoever is signed in with it is out at once.

    Raises
    ------
    DataError
        If the file has no such account, or it is the only owner.
    OutputError
        If the file cannot be written.
    """
    with alone(file):
        kept = dict(read_accounts(file).by_name)
        if name not in kept:
            raise DataError("{file} has no account {name!r}; it has {names}", file=file, name=name, names=tuple(kept))
        gone = kept.pop(name)
        if gone.role == "owner" and kept and not any(each.role == "owner" for each in kept.values()):
            raise DataError("{name} is the only owner; make another first", name=name)
        _write(file, kept)


def change_password(file: Path, name: str, *, old: str, new: str, again: str) -> Account:
    """Give an account a new password, written twice, if the old one is right; every other session of it ends.

    Raises
    ------
    DataError
        If the old password is not right, or the new one breaks its form.
    OutputError
        If the file cannot be written.
    """
    account = read_accounts(file).enter(name, old)
    if account is None:
        raise DataError("the password of now is not right")
    if new != again:
        raise DataError("the new password is not written the same twice")
    if new == old:
        raise DataError("the new password is the old one; choose another")
    return add_account(file, name, role=account.role, password=new)


def _write(file: Path, accounts: dict[str, Account]) -> None:
    """Write the accounts of a file, which only its owner may read."""
    text = "".join(f'["{a.name}"]\nrole = "{a.role}"\npassword = "{a.password}"\n\n' for a in accounts.values())
    draft = file.with_name(f".{file.name}.draft")
    try:
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
        draft.replace(file)
    except OSError as error:
        raise OutputError(f"{file} cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
