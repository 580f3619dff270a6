//! A sweep on many machines, and its table in the programs that people read tables with: what `examples` shows, run
//! as it stands there. What a machine does not have is left out with a word.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{Table, said, tress};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tempfile::TempDir;

const DESIGN: &str = "examples/cluster/peers.sweep.toml";

/// Runs the tasks of an array all at once, each with the variables that Slurm sets, and then says the number of the job.
/// A job that waits for another has to name it.
const SBATCH: &str = r#"#!/usr/bin/env bash
set -euo pipefail
array= script=
for word; do
    case $word in
        --parsable | --dependency=afterok:4711) ;;
        --array=*) array=${word#*=} ;;
        -*) echo "sbatch: $word?" >&2; exit 9 ;;
        *) script=$word ;;
    esac
done
[[ -n $array ]] || array=$(sed -n 's/^#SBATCH --array=//p' "$script")
if [[ -z $array ]]; then
    bash "$script" >&2
elif [[ $array == *-* ]]; then
    tasks=$(seq "${array%-*}" "${array#*-}")
else
    tasks=${array//,/ }
fi
count=$(wc -w <<<"${tasks-}")
running=()
for task in ${tasks-}; do
    SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_COUNT=$count bash "$script" >&2 &
    running+=($!)
done
for task in "${running[@]+"${running[@]}"}"; do wait "$task"; done
echo 4711
"#;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A folder from which the examples are seen as from the top of the repository.
fn room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    symlink(root("examples"), room.path().join("examples")).unwrap();
    let bin = room.path().join("bin");
    fs::create_dir(&bin).unwrap();
    symlink(env!("CARGO_BIN_EXE_tress"), bin.join("tress")).unwrap();
    program(&bin.join("sbatch"), SBATCH);
    room
}

fn program(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// What bash makes of these lines in a room.
fn bash(room: &Path, lines: &str) -> Output {
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("bash")
        .args(["-euo", "pipefail", "-c", lines])
        .current_dir(room)
        .env("PATH", format!("{}:{path}", room.join("bin").display()))
        .env("HOME", room)
        .env_remove("XDG_CACHE_HOME")
        .output()
        .unwrap()
}

#[track_caller]
fn done(out: &Output, what: &str) {
    assert!(out.status.success(), "{what}\n{}{}", said(&out.stdout), said(&out.stderr));
}

/// The table of one machine.
static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let room = room();
    done(&tress(room.path(), &["sweep", DESIGN, "--out", "whole", "--quiet"]), "one machine");
    let table = fs::read(room.path().join("whole/results.csv")).unwrap();
    assert_eq!(said(&table).lines().count(), 1 + 20 * 2 * 4);
    table
});

/// Holds the table of the parts to be that of one machine.
#[track_caller]
fn is_whole(room: &Path) {
    let table = fs::read(room.join("output/peers/results.csv")).unwrap();
    assert!(table == *WHOLE, "not the bytes of one machine");
}

fn python() -> String {
    std::env::var("PYTHON").unwrap_or_else(|_| "python3".into())
}

fn works(room: &Path, command: &str) -> bool {
    bash(room, command).status.success()
}

/// Every block of commands in the guide, in a folder of its own: each leaves the same table.
#[test]
fn the_guide_does_what_it_says() {
    let guide = fs::read_to_string(root("examples/cluster/README.md")).unwrap();
    let blocks: Vec<&str> =
        guide.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 5);
    for block in blocks {
        let room = room();
        let first = block.split(['=', ' ']).next().unwrap();
        let runs = match first {
            "snakemake" => has_snakemake(room.path()),
            "parallel" => works(room.path(), "parallel --version | grep -q GNU"),
            _ => true,
        };
        if !runs {
            eprintln!("left out: {first} is not installed");
            continue;
        }
        done(&bash(room.path(), block), block);
        is_whole(room.path());
    }
}

/// Puts a snakemake that Python has as a module on the path.
fn has_snakemake(room: &Path) -> bool {
    if works(room, "snakemake --version") {
        return true;
    }
    let text = format!("#!/bin/sh\nexec '{}' -m snakemake \"$@\"\n", python());
    program(&room.join("bin/snakemake"), &text);
    works(room, "snakemake --version")
}

/// The commands in the head of a script, by block.
fn head(script: &str) -> Vec<String> {
    let text = fs::read_to_string(root(script)).unwrap();
    let comment: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
    let commands = comment.split(|line| !line.starts_with("#   ")).filter(|block| !block.is_empty());
    commands.map(|block| block.iter().map(|line| format!("{}\n", &line[4..])).collect()).collect()
}

#[test]
fn an_array_of_jobs_goes_on_after_a_failure() {
    let blocks = head("examples/cluster/sweep.sbatch");
    let [all, other, some] = &blocks[..] else { panic!("{blocks:?}") };
    let room = room();
    // Two of the parts have run: no table yet, and a word of what is missing.
    done(&bash(room.path(), some), some);
    let early = bash(room.path(), "sbatch --dependency=afterok:4711 examples/cluster/merge.sbatch");
    assert_eq!(early.status.code(), Some(1));
    assert!(said(&early.stderr).contains("144 of 160 runs are missing"), "{}", said(&early.stderr));
    assert!(!room.path().join("output/peers/results.csv").exists());
    // The rest of it, twenty tasks at once in one folder.
    done(&bash(room.path(), all), all);
    is_whole(room.path());
    // Once more: nothing is missing, and nothing is computed.
    let again = bash(room.path(), all);
    done(&again, all);
    assert_eq!(said(&again.stderr).matches("nothing had to be computed").count(), 20);
    // More parts than points, of a design elsewhere.
    let design = fs::read_to_string(root(DESIGN)).unwrap();
    symlink(root("scenarios"), room.path().join("scenarios")).unwrap();
    fs::write(room.path().join("my.sweep.toml"), runs::edited(&design, "\"../../scenarios", "\"scenarios"))
        .unwrap();
    let other = runs::edited(other, "1-200", "1-25")
        + "sbatch --dependency=afterok:\"$array\" examples/cluster/merge.sbatch";
    done(&bash(room.path(), &other), &other);
    assert!(fs::read(room.path().join("output/mine/results.csv")).unwrap() == *WHOLE);
}

#[test]
fn snakemake_runs_what_has_changed() {
    let room = room();
    if !has_snakemake(room.path()) {
        return eprintln!("left out: snakemake is not installed");
    }
    symlink(root("scenarios"), room.path().join("scenarios")).unwrap();
    let design = fs::read_to_string(root(DESIGN)).unwrap();
    let design = runs::edited(&design, "\"../../scenarios", "\"scenarios");
    let path = room.path().join("my.sweep.toml");
    fs::write(&path, &design).unwrap();
    let command = "snakemake --snakefile examples/cluster/Snakefile --cores 2 \
                   --config sweep=my.sweep.toml out=output/peers shards=3";
    done(&bash(room.path(), command), command);
    is_whole(room.path());
    let again = bash(room.path(), command);
    assert!(said(&again.stderr).contains("Nothing to be done"), "{}", said(&again.stderr));
    fs::write(&path, runs::edited(&design, "values = [1, 2, 5, 10]", "values = [1, 2, 5]")).unwrap();
    let fewer = bash(room.path(), command);
    done(&fewer, command);
    assert!(said(&fewer.stdout).contains("nothing had to be computed"), "{}", said(&fewer.stdout));
    assert_eq!(Table::read(&room.path().join("output/peers/results.csv")).rows.len(), 15 * 2 * 4);
}

/// The means of a measure by arm, as the script prints them, by library and file.
fn means(room: &Path, folder: &str) -> BTreeMap<(String, String), String> {
    let script = root("examples/read_results.py");
    let out = Command::new(python()).arg(script).arg(folder).current_dir(room).output();
    let Ok(out) = out.inspect_err(|_| eprintln!("left out: there is no Python")) else {
        return BTreeMap::new();
    };
    done(&out, "read_results.py");
    let mut means = BTreeMap::new();
    for line in said(&out.stdout).lines() {
        let (name, rest) = line.split_once(' ').unwrap();
        let (file, rest) = rest.trim_start().split_once(' ').unwrap();
        match rest.trim_start() {
            rest if rest.starts_with("left out") => eprintln!("{line}"),
            rest => drop(means.insert((name.into(), file.into()), rest.into())),
        }
    }
    means
}

#[test]
fn pandas_polars_and_duckdb_read_the_same_numbers() {
    let room = room();
    let mut words =
        vec!["sweep", DESIGN, "--out", "swept", "--quiet", "--at", "2 years,5 years", "--group", "all,girls"];
    words.extend(cfg!(feature = "parquet").then_some("--parquet"));
    done(&tress(room.path(), &words), "a sweep");
    let table = Table::read(&room.path().join("swept/results.csv"));
    let mean = |arm: &str| {
        let ends = table.only(&[("arm", arm), ("group", "all")]).where_number("week", |week| week > 200.0);
        let shares = ends.numbers("adopters_share");
        assert_eq!(shares.len(), 20 * 4);
        shares.iter().sum::<f64>() / shares.len() as f64
    };
    let expected = [("champions", mean("champions")), ("none", mean("none"))];
    for ((library, file), told) in means(room.path(), "swept") {
        let words: Vec<&str> = told.split_whitespace().collect();
        for ((arm, mean), words) in expected.iter().zip(words.chunks(2)) {
            let [told_arm, told] = words else { panic!("{words:?}") };
            assert_eq!(arm, told_arm);
            let told: f64 = told.parse().unwrap();
            assert!((told - mean).abs() < 1e-8, "{library}, {file}, {arm}: {told}, not {mean}");
        }
        eprintln!("{library} reads {file}");
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_how_to_have_it() {
    let room = room();
    for words in [&["sweep", DESIGN, "--out", "swept", "--parquet"][..], &["merge", "swept", "--parquet"]] {
        let out = tress(room.path(), words);
        assert_eq!(out.status.code(), Some(2));
        assert_eq!(
            said(&out.stderr),
            "error: this program was built without Parquet\n\
             help: build one that has it: cargo build --release --features parquet\n"
        );
        assert!(!room.path().join("swept").exists());
    }
}

#[cfg(feature = "parquet")]
#[test]
fn merge_leaves_the_parquet_file_of_one_machine() {
    use tress::record::Provenance;
    let room = room();
    let sweep = |more: &[&str]| {
        done(&tress(room.path(), &[&["sweep", DESIGN, "--quiet", "--parquet"], more].concat()), "a sweep");
    };
    sweep(&["--out", "whole"]);
    sweep(&["--out", "a", "--shard", "1/2"]);
    sweep(&["--out", "b", "--shard", "2/2"]);
    assert!(!room.path().join("a/results.parquet").exists(), "half a table");
    done(&tress(room.path(), &["merge", "a", "b", "--out", "merged", "--parquet"]), "merge");
    let [whole, merged] = ["whole", "merged"].map(|folder| {
        let bytes = fs::read(room.path().join(folder).join("results.parquet")).unwrap();
        let record = Provenance::read(&room.path().join(folder)).unwrap();
        assert_eq!(record.files["results.parquet"], tress::record::sha256(&bytes));
        bytes
    });
    assert!(whole == merged);
}
