"""Where expressions run: DuckDB in the process by default, Spark where a corpus outgrows one machine.

An engine knows named tables: files, tables of a works store, small tables given as rows, and results it was told to
keep. Everything else is in `steps.py`.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from abc import ABC, abstractmethod
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from proxenia.errors import DataError, EvidenceError, MethodError, OutputError
from proxenia.networks.export.tables import rows_parquet

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    import ibis.expr.schema as sch
    import ibis.expr.types as ir
    import numpy as np
    from pyspark.sql import SparkSession

__all__ = ["DuckEngine", "Engine", "SparkEngine", "bigquery_sql", "open_engine", "spark_sql"]

MEMORY = "1GB"
"""Memory DuckDB may use before it moves parts of its work to disk."""
SPARK = re.compile(r"^(local(\[(\d+|\*)\])?|spark://.+|yarn|k8s://.+|sc://.+)$")


def open_engine(name: str = "duckdb", *, memory: str = MEMORY, threads: int | None = None) -> Engine:
    """Open the engine of a name: `duckdb`, or a Spark master such as `local[2]` or `spark://host:7077`.

    Raises
    ------
    MethodError
        If there is no such engine, or Spark is asked for and not installed.
    """
    if name == "duckdb":
        return DuckEngine(memory=memory, threads=threads)
    if SPARK.match(name):
        return SparkEngine(master=name)
    raise MethodError(f"no engine {name!r}; write duckdb, local[2] or spark://host:port")


class Engine(ABC):
    """A place where expressions run; use it in a `with` statement."""

    name: str

    def __init__(self) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="proxenia-")
        self.scratch = Path(self._scratch.name)

    def __enter__(self) -> Self:
        """Give the engine itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the engine and remove what it kept."""
        self.close()
        self._scratch.cleanup()

    def put(self, name: str, rows: Sequence[Mapping[str, Any]], *, schema: sch.Schema) -> ir.Table:
        """Make a small table of rows."""
        import ibis  # noqa: PLC0415  only what counts records pays for it

        path = self.scratch / f"{name}.parquet"
        kinds = {column: str(kind).lstrip("!") for column, kind in schema.items()}
        path.write_bytes(rows_parquet(rows, columns=kinds))
        self.read(name, [path])
        return ibis.table(schema, name=name)

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        """Run an expression and keep its rows under a name."""
        import ibis  # noqa: PLC0415  the same

        self._keep(name, expression)
        return ibis.table(expression.schema(), name=name)

    @abstractmethod
    def read(self, name: str, paths: Sequence[Path]) -> tuple[str, ...]:
        """Name the rows of Parquet files and give their columns."""

    @abstractmethod
    def columns(self, expression: ir.Table) -> dict[str, np.ndarray]:
        """Run an expression and give its columns; for results that fit in memory."""

    @abstractmethod
    def write(self, expression: ir.Table, path: Path) -> None:
        """Run an expression and write its rows to one Parquet file."""

    @abstractmethod
    def sql(self, expression: ir.Table) -> str:
        """Text of an expression in the engine's own SQL."""

    @abstractmethod
    def close(self) -> None:
        """Let the engine go."""

    @abstractmethod
    def drop(self, table: ir.Table) -> None:
        """Forget a table that was kept."""

    @abstractmethod
    def _keep(self, name: str, expression: ir.Table) -> None: ...

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """Run an expression and give its rows; for small results."""
        columns = self.columns(expression)
        lists = [[None if _is_missing(value) else value for value in column.tolist()] for column in columns.values()]
        return [dict(zip(columns, values, strict=True)) for values in zip(*lists, strict=True)]


class DuckEngine(Engine):
    """DuckDB in the process; what does not fit into `memory` goes to disk."""

    name = "duckdb"

    def __init__(self, *, memory: str = MEMORY, threads: int | None = None) -> None:
        import duckdb  # noqa: PLC0415  only what counts records pays for it

        super().__init__()
        settings: dict[str, Any] = {
            "memory_limit": memory,
            "temp_directory": str(self.scratch / "spill"),
            "preserve_insertion_order": False,
        }
        settings |= {"threads": threads} if threads else {}
        try:
            self._connection = duckdb.connect(str(self.scratch / "kept.duckdb"), config=settings)
        except duckdb.Error as error:
            self._scratch.cleanup()
            raise MethodError(f"memory {memory!r} is not understood; write 1GB or 800MB") from error

    def attach(self, store: Path, tables: Sequence[str]) -> None:
        """Name tables of a works store.

        Raises
        ------
        EvidenceError
            If the file is no works store.
        """
        import duckdb  # noqa: PLC0415  the same

        quoted = str(store).replace("'", "''")
        try:
            self._connection.execute(f"ATTACH '{quoted}' AS records (READ_ONLY)")
            for table in tables:
                self._connection.table(f"records.{table}").create_view(table)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise EvidenceError(f"{store} is no works store: {reason}; make one with: proxenia ingest") from error

    def read(self, name: str, paths: Sequence[Path]) -> tuple[str, ...]:
        """Name the rows of Parquet files and give their columns."""
        import duckdb  # noqa: PLC0415  the same

        try:
            relation = self._connection.read_parquet([str(path) for path in paths], union_by_name=True)
            relation.create_view(name)
        except duckdb.Error as error:
            raise DataError(f"{paths[0]} is no Parquet file: {str(error).splitlines()[0]}") from error
        return tuple(relation.columns)

    def count(self, path: Path) -> int:
        """Count the rows of a Parquet file."""
        ((rows,),) = self._connection.read_parquet(str(path)).aggregate("count(*)").fetchall()
        return int(rows)

    def copy(self, name: str, path: Path) -> None:
        """Write the rows of a named table to Parquet."""
        self._connection.table(name).write_parquet(str(path))

    def columns(self, expression: ir.Table) -> dict[str, np.ndarray]:
        """Run an expression and give its columns, masked where a value is missing."""
        with _told():
            return self._connection.sql(self.sql(expression)).fetchnumpy()

    def write(self, expression: ir.Table, path: Path) -> None:
        """Run an expression and write its rows to one Parquet file."""
        import duckdb  # noqa: PLC0415  the same

        draft = path.with_name(f".{path.name}.draft")
        try:
            self._connection.sql(self.sql(expression)).write_parquet(str(draft))
            draft.replace(path)
        except (OSError, duckdb.IOException) as error:
            raise OutputError(f"{path} cannot be written: {str(error).splitlines()[0]}") from error
        finally:
            draft.unlink(missing_ok=True)

    def sql(self, expression: ir.Table) -> str:
        """Text of an expression in DuckDB's SQL."""
        import ibis  # noqa: PLC0415  the same

        return str(ibis.to_sql(expression, dialect="duckdb"))

    def drop(self, table: ir.Table) -> None:
        """Forget a table that was kept."""
        self._connection.execute(f'DROP TABLE "{table.get_name()}"')

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _keep(self, name: str, expression: ir.Table) -> None:
        with _told():
            self._connection.sql(self.sql(expression)).to_table(name)


class SparkEngine(Engine):
    """Spark, on this machine (`local[2]`) or a cluster; needs the extra `proxenia[spark]` and Java."""

    def __init__(self, *, master: str) -> None:
        super().__init__()
        self.name = master
        try:
            self._session, self._started = _session(master)
        except MethodError:
            self._scratch.cleanup()
            raise

    def read(self, name: str, paths: Sequence[Path]) -> tuple[str, ...]:
        """Name the rows of Parquet files and give their columns."""
        frame = self._session.read.option("mergeSchema", "true").parquet(*(str(path) for path in paths))
        frame.createOrReplaceTempView(name)
        return tuple(frame.columns)

    def columns(self, expression: ir.Table) -> dict[str, np.ndarray]:
        """Run an expression and give its columns."""
        table = self._session.sql(self.sql(expression)).toArrow()
        return {name: table.column(name).to_numpy(zero_copy_only=False) for name in table.column_names}

    def write(self, expression: ir.Table, path: Path) -> None:
        """Run an expression and write its rows to a folder of Parquet parts, as Spark does."""
        draft = path.with_name(f".{path.name}.draft")
        self._session.sql(self.sql(expression)).write.mode("overwrite").parquet(str(draft))
        draft.replace(path)

    def sql(self, expression: ir.Table) -> str:
        """Text of an expression in Spark's SQL."""
        return spark_sql(expression)

    def drop(self, table: ir.Table) -> None:
        """Forget a table that was kept."""
        self._session.catalog.dropTempView(table.get_name())
        shutil.rmtree(self.scratch / f"{table.get_name()}.kept", ignore_errors=True)

    def close(self) -> None:
        """Stop the session, if it was started here."""
        if self._started:
            self._session.stop()

    def _keep(self, name: str, expression: ir.Table) -> None:
        folder = self.scratch / f"{name}.kept"
        self._session.sql(self.sql(expression)).write.parquet(str(folder))
        self._session.read.parquet(str(folder)).createOrReplaceTempView(name)


@contextmanager
def _told() -> Generator[None]:
    """Tell DuckDB's errors as refusals: too little memory, or records of another form."""
    import duckdb  # noqa: PLC0415  the same

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise MethodError("the step does not fit into the memory allowed; allow more with --memory") from error
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise DataError(f"the records have not the form they should have: {reason}") from error


def bigquery_sql(expression: ir.Table) -> str:
    """Text of an expression in BigQuery's SQL, for those who hold OpenAlex there."""
    import ibis  # noqa: PLC0415  the same

    return str(ibis.to_sql(expression, dialect="bigquery"))


def spark_sql(expression: ir.Table) -> str:
    """Text of an expression in Spark's SQL; Spark itself is not needed for it."""
    import ibis  # noqa: PLC0415  the same
    from ibis.config import Config, options  # noqa: PLC0415  the same

    class SparkOptions(Config):
        treat_nan_as_null: bool = False

    if options.pyspark is None:
        options.pyspark = SparkOptions()
    return str(ibis.to_sql(expression, dialect="pyspark"))


def _session(master: str) -> tuple[SparkSession, bool]:
    try:
        from pyspark.errors import PySparkException, PySparkRuntimeError  # noqa: PLC0415  an extra
        from pyspark.sql import SparkSession  # noqa: PLC0415  the same
    except ImportError as error:
        raise MethodError("the Spark engine needs more: pip install 'proxenia[spark]'") from error
    active = SparkSession.getActiveSession()
    if active is not None:
        return active, False
    builder = SparkSession.builder.appName("proxenia")
    if master.startswith("sc://"):
        builder = builder.remote(master)
    else:
        builder = builder.master(master).config("spark.ui.enabled", "false").config("spark.sql.ansi.enabled", "true")
        builder = builder.config("spark.ui.showConsoleProgress", "false")
        if master.startswith("local"):
            builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
            builder = builder.config("spark.sql.shuffle.partitions", "4")
    try:
        return builder.getOrCreate(), True
    except (PySparkRuntimeError, PySparkException) as error:
        raise MethodError(
            f"Spark did not start at {master}: {str(error).splitlines()[0]}; is Java 17 there?"
        ) from error


def _is_missing(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124  NaN alone differs from itself
