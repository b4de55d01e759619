"""Other computers that read: the workers of a scheduler of dask.distributed, which see the share under a path
of their own (docs/scale.md).

What a worker can't read as this computer would is read here: what it can't see, what tells of its own paths,
what it left unread when it died, and everything once the scheduler is gone. Paths travel as seen from the
share, and as text; a worker of another build of Python is refused all the same, for it may read otherwise.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import platform
import time
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from .. import limits, share
from ..cache.codec import Codec
from ..cache.store import NoCache
from ..cache.version import version_of
from ..errors import UserError
from ..version import __version__
from ..wording import say
from .known import CODEC, is_passing
from .tree.stems import Stem
from .workers import AHEAD, ChunkReader, read_one

if TYPE_CHECKING:
    from distributed import Client, Future

ENVIRONMENT = "BPKIT_SHARE"  # on a worker: where it sees the share
CONNECT = 5.0  # seconds for the scheduler to answer, and for a worker to be there
MEET = 20.0  # seconds for the workers to say what they are, for which they load bpkit
ANSWER = 60.0  # seconds for a chunk of stems, which takes some tenths of one
LOOK = 1.0  # seconds after which it is looked whether there are workers at all
STRIKES = 3  # chunks without an answer, one after the other, after which everything is read here
SLOW = 0.004  # seconds for looking at a file and opening it

STEMS = Codec(Stem)
_log = logging.getLogger("bpkit.cluster")


class Reader(Struct, frozen=True):
    """What a worker, or this computer, says of itself."""

    version: str  # of everything that decides what is read
    told: str  # the same for people
    place: str  # where it sees the share
    sample: str | None  # a hash of one file there; None where it can't be read
    slow: bool = False


class Cluster:
    """The workers of one scheduler; `root` is the share as this computer sees it."""

    def __init__(self, address: str, root: Path) -> None:
        self._address = address
        self._root = root
        self._client: Client | None = None
        self._strikes = 0
        self._threads = 1  # of a worker for one chunk
        self._ahead = AHEAD

    def read(self, chunks: Sequence[Sequence[Stem]]) -> Iterator[Sequence[bytes | None]]:
        """The records of each chunk, in order, None for a stem that is to be read here.

        It ends early where the cluster is of no use any more.

        Raises:
            UserError: there is none, or it does not read what this computer reads as this computer does.
        """
        if self._strikes >= STRIKES:
            return
        if self._client is None:
            self._client = self._connected(next((one for chunk in chunks for one in chunk), None))
        left = iter(chunks)
        under_way = deque((chunk, self._sent(chunk)) for chunk in islice(left, self._ahead))
        while under_way and self._strikes < STRIKES:
            chunk, future = under_way.popleft()
            found = self._answer(future) if future else None
            under_way.extend((one, self._sent(one)) for one in islice(left, 1))
            yield found or [None] * len(chunk)

    def close(self) -> None:
        """Leave the cluster; what is under way there is let go."""
        if self._client is not None:
            client, self._client = self._client, None
            try:
                client.close(timeout=LOOK)
            except Exception as error:  # noqa: BLE001 - it is gone already
                _log.debug("leaving the cluster: %r", error)

    # Work ---------------------------------------------------------------------------------------------

    def _sent(self, stems: Sequence[Stem]) -> Future[list[bytes | None] | None] | None:
        """The chunk on its way; None where part of it lies outside the share, or the scheduler is gone."""
        packed = [STEMS.encode(stem, self._root) for stem in stems if self._is_below(stem)]
        if self._client is None or len(packed) < len(stems) or None in packed:
            return None
        asked = (_version(), os.fspath(self._root), self._threads)
        try:
            return self._client.submit(read_chunk, packed, *asked, pure=False)
        except Exception as error:  # noqa: BLE001 - whatever it is, what is left is read here
            self._lost(error)
            return None

    def _is_below(self, stem: Stem) -> bool:
        files = (*stem.mains, *stem.pictures, *filter(None, (stem.sidecar, stem.table)))
        return all(file.is_relative_to(self._root) for file in files)

    def _answer(self, future: Future[list[bytes | None] | None]) -> list[bytes | None] | None:
        """What a worker read. None where there is no answer.

        That is so as well where reading ended with an error: if it is a fault of bpkit's own, it is met here
        again, and told as such.
        """
        end = time.monotonic() + ANSWER
        while True:
            try:
                found = future.result(timeout=min(LOOK, max(end - time.monotonic(), 0.01)))
            except TimeoutError as error:
                if not self._has_workers():
                    self._strikes = STRIKES
                    return None
                if time.monotonic() >= end:
                    self._strikes += 1
                    self._lost(error)
                    return None
            except Exception as error:  # noqa: BLE001 - as above
                self._lost(error)
                return None
            else:
                self._strikes = 0
                return found

    def _has_workers(self) -> bool:
        try:
            return bool(self._client and self._client.nthreads())
        except Exception as error:  # noqa: BLE001 - the scheduler is gone
            self._lost(error)
            return False

    def _lost(self, error: Exception) -> None:
        _log.debug("read here, not by the cluster: %r", error)
        if self._client is not None and self._client.status != "running":
            self._strikes = STRIKES

    # Beginning ----------------------------------------------------------------------------------------

    def _connected(self, sample: Stem | None) -> Client:
        try:
            import dask
            from distributed import Client
        except ImportError as error:
            raise UserError(say("run.dask_missing"), say("run.dask_missing_remedy")) from error
        _be_quiet()
        dask.config.set({"distributed.comm.timeouts.connect": CONNECT})
        try:
            _meet(self._address)
            client: Client = Client(self._address, timeout=CONNECT, set_as_default=False, name="bpkit")
        except Exception as error:
            problem = say("run.dask_absent", address=self._address)
            raise UserError(problem, say("run.dask_absent_remedy", address=self._address)) from error
        try:
            self._demand_same(client, sample)
        except BaseException:
            client.close(timeout=LOOK)
            raise
        return client

    def _demand_same(self, client: Client, sample: Stem | None) -> None:
        """Refuse workers that would read otherwise.

        Raises:
            UserError: no worker answers, or one has another bpkit or sees another share.
        """
        file = self._sample(sample)
        own = reader(file, os.fspath(self._root), here=True)
        try:
            client.wait_for_workers(1, timeout=CONNECT)
            threads = client.nthreads()
        except Exception as error:
            raise self._idle() from error
        ask = partial(client.submit, reader, file, os.fspath(self._root), pure=False)
        asked = {name: ask(workers=[name], allow_other_workers=False) for name in threads}
        end = time.monotonic() + MEET
        found = [self._introduced(name, asked[name], end, own) for name in asked]
        if not any(found):
            raise self._idle()
        self._threads = share.AT_ONCE if any(one.slow for one in found if one) else 1
        self._ahead = AHEAD * sum(threads.values())

    def _introduced(self, name: str, future: Future[Reader], end: float, own: Reader) -> Reader | None:
        """What a worker says of itself; None where it has no time to, or is gone."""
        try:
            found = future.result(timeout=max(end - time.monotonic(), 0.01))
        except ImportError as error:
            raise UserError(say("run.dask_bare", worker=name), say("run.dask_bare_remedy")) from error
        except (AttributeError, TypeError, SyntaxError) as error:  # a bpkit that knows no `reader`
            raise self._other(name, "?", own) from error
        except Exception as error:  # noqa: BLE001 - it died, or others keep it busy
            _log.debug("%s does not answer: %r", name, error)
            return None
        if found.version != own.version:
            raise self._other(name, found.told, own)
        if found.sample != own.sample:
            problem = say("run.dask_share", worker=name, place=found.place)
            raise UserError(problem, say("run.dask_share_remedy", root=self._root, variable=ENVIRONMENT))
        return found

    def _sample(self, stem: Stem | None) -> str:
        """One file of the share, as seen from there."""
        if stem is None or not stem.main.is_relative_to(self._root):
            return ""
        return stem.main.relative_to(self._root).as_posix()

    def _idle(self) -> UserError:
        return UserError(say("run.dask_idle", address=self._address), say("run.dask_idle_remedy"))

    def _other(self, worker: str, told: str, own: Reader) -> UserError:
        problem = say("run.dask_version", worker=worker, found=told, own=own.told)
        return UserError(problem, say("run.dask_version_remedy"))


# What a worker does ---------------------------------------------------------------------------------------


def read_chunk(stems: Sequence[bytes], version: str, root: str, threads: int) -> list[bytes | None] | None:
    """On a worker: the records of these stems, None for those that it can't read as others would.

    None for all of them where it is no such bpkit: a worker may come while others are at work.
    """
    found = [STEMS.decode(stem, _place(root)) for stem in stems]
    known = [stem for stem in found if stem is not None]
    if version != _version() or len(known) < len(stems):
        return None
    packed = (read for read, _ in ChunkReader(threads, read_one)(known))
    return list(map(_for_others, known, packed))


def reader(sample: str, root: str, *, here: bool = False) -> Reader:
    """On a worker, or `here`: what it is, and what it finds in a file of the share."""
    place = Path(root) if here else _place(root)
    begun = time.perf_counter()
    digest, slow = None, False
    try:
        with share.opened(place / sample, limits.MEDIUM) as file:
            slow = time.perf_counter() - begun > SLOW
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            digest = f"{size} {hashlib.sha256(file.read(limits.MIB)).hexdigest()}"
    except OSError as error:
        _log.debug("no sample: %r", error)
    told = f"bpkit {__version__}, Python {platform.python_version()}, {_version()[:8]}"
    return Reader(_version(), told, os.fspath(place), digest, slow)


def _place(root: str) -> Path:
    return Path(os.environ.get(ENVIRONMENT) or root)


@cache
def _version() -> str:
    """The version of what was loaded: a worker may run for weeks, and be updated under its feet."""
    return version_of(NoCache())


def _for_others(stem: Stem, packed: object) -> bytes | None:
    """A record that holds on any computer."""
    read = CODEC.decode(packed, stem.main) if isinstance(packed, bytes) else None
    if read is None or not isinstance(packed, bytes) or (read.submission and is_passing(read.submission)):
        return None
    place = os.fspath(stem.main.parent)  # which the words of a system's error tell
    return None if any(told.encode() in packed for told in (place, repr(place)[1:-1])) else packed


def _meet(address: str) -> None:
    """Ask who listens there: a client waits for ever where that is no scheduler.

    Raises:
        Exception: nobody, or somebody else; of any kind, for the address may be anything.
    """
    from distributed.comm.core import connect
    from distributed.security import Security

    async def asked() -> object:
        secured = Security().get_connection_args("client")
        comm = await connect(address, timeout=CONNECT, **secured)
        try:
            await comm.write({"op": "identity", "reply": True})
            return await comm.read()
        finally:
            comm.abort()

    async def in_time() -> object:
        return await asyncio.wait_for(asked(), CONNECT + LOOK)

    said = asyncio.run(in_time())
    if not isinstance(said, dict) or said.get("type") != "Scheduler":
        raise OSError(f"no scheduler: {said!r}")


def _be_quiet() -> None:
    """What the library logs of lost connections is said by bpkit where it matters."""
    for name in ("distributed", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
