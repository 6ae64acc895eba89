"""One polite client for all providers."""

from __future__ import annotations

import time
import tomllib
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.errors import FetchError
from proxenia.provenance import code_version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import NoReturn, Self

    import httpx2

__all__ = ["Patience", "PoliteClient", "provider"]

_AGAIN = {403, 408, 425, 429, 500, 502, 503, 504}
_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait, and how often to ask again.

    `pause` between two requests, `first_wait` before the second attempt (doubled for each further one, up to
    `longest_wait`), `deadline` for one whole answer: all in seconds. `attempts` counts the first one. `largest` bounds an
    answer kept in memory, in bytes.
    """

    pause: float = 0.1
    attempts: int = 6
    first_wait: float = 1.0
    longest_wait: float = 120.0
    deadline: float = 120.0
    largest: int = 128 * 1024 * 1024


class _Again(Exception):
    """A request worth repeating: why, and after how many seconds if the provider says."""

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class PoliteClient:
    """Asks one provider, no faster than it likes, and again when it stumbles.

    Used in a `with` statement. `secret` parameters go with every request and are never shown or stored.
    """

    def __init__(
        self,
        address: str,
        *,
        patience: Patience | None = None,
        secret: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        import httpx2  # noqa: PLC0415  only fetching needs it

        self.address = address.rstrip("/")
        self.patience = patience or Patience()
        self._secret = dict(secret or {})
        self._sleep = sleep
        self._last = 0.0
        self._client = httpx2.Client(
            follow_redirects=True,
            timeout=httpx2.Timeout(30.0, connect=15.0),
            headers={"User-Agent": f"proxenia/{code_version()} (an observatory of city science diplomacy)"},
        )

    def __enter__(self) -> Self:
        """Give the client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._client.close()

    def json(self, path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Ask for a JSON object.

        Raises
        ------
        FetchError
            If the provider refuses, or does not give a whole object after all attempts.
        """
        url = path if "://" in path else f"{self.address}/{path}"
        asked = {**(params or {}), **self._secret}
        return self.patiently(lambda: self._object(url, asked), url=url)

    def download(self, url: str, write: Callable[[bytes, bool], None], *, have: int) -> None:
        """Get a file from byte `have` on, once; `write` takes each piece and whether the file starts anew with it.

        Raises
        ------
        FetchError
            If the provider refuses, or breaks off.
        """
        self._pause()
        headers = {"Range": f"bytes={have}-"} if have else {}
        import httpx2  # noqa: PLC0415  only fetching needs it

        try:
            with self._client.stream("GET", url, headers=headers) as response:
                if have and response.status_code == 416:  # noqa: PLR2004  nothing is left
                    return
                self._judge(response)
                anew = response.status_code != 206  # noqa: PLR2004  a part, as asked
                for piece in response.iter_raw():
                    write(piece, anew)
                    anew = False
        except httpx2.TransportError as error:
            raise _Again(f"the connection broke: {error or type(error).__name__}") from error

    @staticmethod
    def broken(reason: str) -> NoReturn:
        """Say that what came is not whole, so that it is asked for again."""
        raise _Again(reason)

    def patiently(self, act: Callable[[], Any], *, url: str) -> Any:
        """Do something, and again while it stumbles over the network.

        Raises
        ------
        FetchError
            If it still stumbles after all attempts.
        """
        import tenacity  # noqa: PLC0415  only fetching needs it

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            doubled = self.patience.first_wait * 2 ** (state.attempt_number - 1)
            told = error.after if isinstance(error, _Again) else None
            return min(doubled, self.patience.longest_wait) if told is None else told

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.patience.attempts),
            wait=wait,
            retry=tenacity.retry_if_exception_type(_Again),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(act)
        except _Again as error:
            raise FetchError(
                f"{url} did not answer in {self.patience.attempts} attempts: {error}; run it again later, it goes on"
                " where it stopped"
            ) from error

    def _object(self, url: str, params: Mapping[str, str]) -> dict[str, Any]:
        import httpx2  # noqa: PLC0415  only fetching needs it

        self._pause()
        ends = time.monotonic() + self.patience.deadline
        body = bytearray()
        try:
            with self._client.stream("GET", url, params=dict(params)) as response:
                self._judge(response)
                for piece in response.iter_bytes():
                    body += piece
                    if time.monotonic() > ends:
                        raise _Again(f"the answer took more than {self.patience.deadline:g} seconds")
                    if len(body) > self.patience.largest:
                        raise FetchError(f"{url} answers with more than {self.patience.largest:,} bytes")
        except httpx2.TransportError as error:
            raise _Again(f"the connection broke: {error or type(error).__name__}") from error
        try:
            found = msgspec.json.decode(bytes(body))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise _Again(f"the answer is no whole JSON: {error}") from error
        if not isinstance(found, dict):
            raise FetchError(f"{url} answers with JSON that is no object; its form has changed")
        return found

    def _judge(self, response: httpx2.Response) -> None:
        status = response.status_code
        if status < 400:  # noqa: PLR2004  HTTP's border between answers and refusals
            return
        said = response.read()[:_SHOWN].decode("utf-8", "replace").strip()
        for value in self._secret.values():
            said = said.replace(value, "***")
        if status not in _AGAIN:
            raise FetchError(
                f"{response.url.copy_with(query=None)} refuses with status {status}: {said or 'no reason given'}"
            )
        after = _seconds(response.headers.get("retry-after"))
        if after is not None and after > self.patience.longest_wait:
            raise FetchError(
                f"{response.url.copy_with(query=None)} asks to wait {after:,.0f} seconds (status {status}): {said}; run it"
                " again then, it goes on where it stopped"
            )
        raise _Again(f"status {status}: {said}", after=after)

    def _pause(self) -> None:
        left = self._last + self.patience.pause - time.monotonic()
        if left > 0:
            self._sleep(left)
        self._last = time.monotonic()


@lru_cache(maxsize=1)
def _providers() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("proxenia").joinpath("data", "sources", "providers.toml").read_text(encoding="utf-8"))


def provider(name: str) -> dict[str, Any]:
    """What `data/sources/providers.toml` says of a provider."""
    return _providers()[name]


def _seconds(text: str | None) -> float | None:
    """Seconds of a `Retry-After`, which holds a number or a date."""
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
