"""Editing in the browser: accounts, sessions, and a register of rows that keeps who, when and why."""

from proxenia.web.editing.accounts import ROLES, Account, Accounts, add_account, read_accounts
from proxenia.web.editing.desk import Desk
from proxenia.web.editing.register import Change, EditConflict, Entry, Record
from proxenia.web.editing.register_store import Register, open_register

__all__ = [
    "ROLES",
    "Account",
    "Accounts",
    "Change",
    "Desk",
    "EditConflict",
    "Entry",
    "Record",
    "Register",
    "add_account",
    "open_register",
    "read_accounts",
]
