#!/usr/bin/env python3
"""Opens the results of a sweep in pandas, polars and DuckDB, and prints one mean by arm from each.

    python3 examples/read_results.py output/peers
    python3 examples/read_results.py output/peers --measure early_prevalence

results.csv is always there; results.parquet where the sweep was given --parquet. Both hold the same numbers. A library
that is not installed is left out.
"""

import argparse
from pathlib import Path


def with_pandas(path, measure):
    import pandas

    read = pandas.read_parquet if path.suffix == ".parquet" else pandas.read_csv
    table = read(path)
    # One row for each run: of all people, at the last checkpoint.
    runs = table[(table["group"] == "all") & (table["week"] == table["week"].max())]
    return dict(runs.groupby("arm")[measure].mean())


def with_polars(path, measure):
    import polars

    scan = polars.scan_parquet if path.suffix == ".parquet" else polars.scan_csv
    table = scan(path)
    runs = table.filter(polars.col("group") == "all", polars.col("week") == polars.col("week").max())
    means = runs.group_by("arm").agg(polars.col(measure).mean()).collect()
    return dict(means.iter_rows())


def with_duckdb(path, measure):
    import duckdb

    read = "read_parquet" if path.suffix == ".parquet" else "read_csv"
    means = duckdb.execute(
        f"""
        with results as (select * from {read}(?))
        select arm, avg("{measure}") from results
        where "group" = 'all' and week = (select max(week) from results)
        group by arm
        """,
        [str(path)],
    )
    return dict(means.fetchall())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the folder of a sweep")
    parser.add_argument("--measure", default="adopters_share", help="a column of the table [default: adopters_share]")
    words = parser.parse_args()
    files = [words.folder / "results.csv", words.folder / "results.parquet"]
    files = [path for path in files if path.exists()]
    if not files:
        parser.error(f"{words.folder} holds no results.csv: name the folder of a finished sweep")
    for path in files:
        for name, means in [("pandas", with_pandas), ("polars", with_polars), ("duckdb", with_duckdb)]:
            try:
                by_arm = sorted(means(path, words.measure).items())
            except ImportError as missing:
                print(f"{name:7} {path.name:16} left out: {missing}")
                continue
            print(f"{name:7} {path.name:16}", "  ".join(f"{arm} {mean:.9g}" for arm, mean in by_arm))


if __name__ == "__main__":
    main()
