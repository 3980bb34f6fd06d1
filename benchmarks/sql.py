"""The rules of SNAP3 as SQL: what we generate, beside SQL by hand over the same Parquet file, on DuckDB; and on Spark.

Spark is measured where pyspark and Java are installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from benchmarks.peers.dossiers import random_lines
from benchmarks.timing import Turn, in_turns, show, times
from relance_rules import load_rules

COUNT = 5_000
COPIES = 40
"""Each dossier is there so many times: reading them once is what takes long."""
ROUNDS = 5
BY_HAND = Path(__file__).with_suffix("").with_name("by_hand.sql").read_text(encoding="utf-8")
COMPARED = 'verdict, base, "grant", missing_commitments, missing_documents'
RULES = (
    "r_depot, r_taille, r_conforme_descriptif, r_porteur, r_numerique_informe, r_retombees_francaises,"
    " r_ressources_pilotage"
)


def missing() -> list[str]:
    """What has to be there, and is not."""
    return [name for name in ("duckdb", "sqlglot", "relance_rules.targets.sql") if not find_spec(name)]


def write_table(folder: Path, count: int, copies: int) -> Path:
    """Random complete dossiers as the canonical table: typed once, then copied."""
    import duckdb

    lines, table, many = (folder / name for name in ("dossiers.ndjson", "dossiers.parquet", "many.parquet"))
    lines.write_text("\n".join(random_lines(count)), encoding="utf-8")
    command = [sys.executable, "-m", "relance_rules", "table", str(lines), "--out", str(table)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with duckdb.connect() as connection:
        stamp = connection.execute(f"SELECT key, value FROM parquet_kv_metadata('{table}')").fetchall()  # noqa: S608
        kept = ", ".join(f"{_quoted(key.decode())}: {_quoted(value.decode())}" for key, value in stamp)
        # Each copy is a dossier and a project of its own.
        parts = connection.execute(f"DESCRIBE SELECT unnest(projet) FROM read_parquet('{table}')").fetchall()  # noqa: S608
        fields = ", ".join(
            f'"{name}" := d.projet."{name}"' + (" || '-' || i" if name == "reference" else "") for name, *_ in parts
        )
        source = f"""
            SELECT d.* REPLACE (
                i * {count} + _place AS _place,
                d.reference || '-' || i AS reference,
                struct_pack({fields}) AS projet
            ) FROM read_parquet('{table}') d, range({copies}) t(i)"""  # noqa: S608
        connection.execute(f"COPY ({source}) TO '{many}' (FORMAT parquet, KV_METADATA {{{kept}}})")
    return many


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def whole_command(table: Path, out: Path) -> tuple[float, float, int]:
    """Wall seconds, processor seconds and megabytes of ``relance batch --engine duckdb``, start and totals included."""
    command = [sys.executable, "-m", "relance_rules", "batch", "--engine", "duckdb", str(table), "--out", str(out)]
    started = time.perf_counter()
    # Its own figures: those of all the children would tell the largest of them.
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as ran:
        _, ended, used = os.wait4(ran.pid, 0)
        ran.returncode = os.waitstatus_to_exitcode(ended)
    if ran.returncode > 1:
        raise SystemExit(f"the batch ended with {ran.returncode}")
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def on_duckdb(table: Path, generated: str, rounds: int) -> dict[str, Turn]:
    """Both queries, held equal, then timed in turns; each writes all its columns to a Parquet file.

    Raises:
        SystemExit: They don't say the same.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"CREATE VIEW dossiers AS SELECT * FROM read_parquet('{table}')")  # noqa: S608
        ours, theirs = (
            f"SELECT _place, {RULES}, {COMPARED} FROM ({query})"  # noqa: S608
            for query in (generated, BY_HAND)
        )
        # Of each, the rows that the other has not.
        for one, other in ((ours, theirs), (theirs, ours)):
            if differ := connection.execute(f"{one} EXCEPT ALL {other}").fetchall():
                raise SystemExit(f"the SQL by hand and ours differ on {len(differ)} rows, such as {differ[0]}")

        def write(query: str) -> Any:
            return lambda _: connection.execute(f"COPY ({query}) TO '{table}.out' (FORMAT parquet)")

        return in_turns({"DuckDB, by hand": write(BY_HAND), "DuckDB, generated": write(generated)}, [[None]] * rounds)


def on_spark(table: Path, generated: str, rounds: int) -> float:
    """The wall seconds of the query on a Spark of this machine: the best round, since its compiler warms up."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.ansi.enabled": "true",
        "spark.log.level": "ERROR",
        "spark.driver.extraJavaOptions": "-XX:-DontCompileHugeMethods",
    }
    spark = SparkSession.builder.master("local[*]").config(map=settings).getOrCreate()
    try:
        spark.read.parquet(str(table)).createOrReplaceTempView("dossiers")
        seconds = []
        for _ in range(rounds):
            start = time.perf_counter()
            spark.sql(generated).write.format("noop").mode("overwrite").save()
            seconds.append(time.perf_counter() - start)
        return min(seconds)
    finally:
        spark.stop()


def main(count: int = COUNT, copies: int = COPIES, rounds: int = ROUNDS, *, spark: bool = True) -> None:
    """Print the table, or what is missing for it."""
    if absent := missing():
        print(f"\nSQL is not measured: {', '.join(absent)} not installed")
        return
    rules = load_rules()
    with tempfile.TemporaryDirectory() as folder:
        table = write_table(Path(folder), count, copies)
        found = on_duckdb(table, rules.sql("SNAP3", dialect="duckdb"), rounds)
        rows = [(name, f"{count * copies / turn.wall:,.0f}", times(turn.ratio)) for name, turn in found.items()]
        if spark and find_spec("pyspark") and which("java"):
            seconds = on_spark(table, rules.sql("SNAP3", dialect="spark"), rounds)
            rows.append(("Spark, generated, this machine alone", f"{count * copies / seconds:,.0f}", ""))
        end = whole_command(table, Path(folder) / "results.parquet")
    show(
        f"SNAP3 as SQL, {count * copies:,} dossiers from Parquet",
        ("Query", "Dossiers a second", "Processor time beside that by hand"),
        rows,
    )
    wall, processor, memory = end
    show(
        f"`relance batch --engine duckdb`, the same {count * copies:,} dossiers from Parquet to Parquet",
        ("Dossiers a second", "A second of processor", "Largest process"),
        [(f"{count * copies / wall:,.0f}", f"{count * copies / processor:,.0f}", f"{memory} MB")],
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
