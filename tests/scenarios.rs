//! Every shipped scenario and every command of the README works, at reduced size.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{said, tress};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tress::fit::Simulator;
use tress::scenario::{fitting::open_fit, open};

/// The most people, replicates and years of a run in a test.
const PEOPLE: u32 = 2_000;
const REPLICATES: u32 = 2;
const YEARS: f64 = 2.0;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every scenario file under `folder`, in order.
fn scenarios(folder: &Path) -> Vec<PathBuf> {
    files(folder).into_iter().filter(|path| !is_fit(path) && !is_design(path)).collect()
}

fn is_design(path: &Path) -> bool {
    path.to_str().unwrap().ends_with(".sweep.toml")
}

fn is_fit(path: &Path) -> bool {
    path.to_str().unwrap().ends_with(".fit.toml")
}

/// Every file in TOML under `folder`, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "toml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What makes a scenario small enough, as flags: nothing for one that is. People who come from a file, and thresholds
/// that are listed for each person, are as many as they are.
fn reduction(path: &Path) -> Vec<String> {
    let scenario = open(path, &[]).unwrap().scenario;
    let listed = scenario.adoption.threshold.as_ref().is_some_and(|threshold| threshold.list.is_some());
    let mut less = vec![];
    if scenario.population.size.is_some_and(|size| size > PEOPLE && !listed) {
        less.push(format!("population.size={PEOPLE}"));
    }
    if scenario.replicates > REPLICATES {
        less.push(format!("replicates={REPLICATES}"));
    }
    if scenario.time.horizon.years() > YEARS {
        less.push(format!("time.horizon={YEARS} years"));
    }
    less.into_iter().flat_map(|value| ["--set".to_string(), value]).collect()
}

#[test]
fn every_shipped_scenario_checks_clean_and_runs() {
    let all = scenarios(&root().join("scenarios"));
    assert!(!all.is_empty());
    for path in all {
        let room = tempfile::tempdir().unwrap();
        let file = path.to_str().unwrap();
        // As shipped, whatever its size.
        let checked = tress(room.path(), &["check", file]);
        assert_eq!(said(&checked.stderr), "", "{file}");
        assert_eq!(checked.status.code(), Some(0), "{file}");
        assert!(said(&checked.stdout).contains("no faults"), "{file}");

        let mut words: Vec<String> = ["run", file, "--out", "results", "--quiet"].map(String::from).to_vec();
        words.extend(reduction(&path));
        let run = tress(room.path(), &words);
        assert_eq!((run.status.code(), said(&run.stderr)), (Some(0), String::new()), "{file}");
        let name = open(&path, &[]).unwrap().scenario.name;
        assert!(said(&run.stdout).starts_with(&format!("{name} after ")), "{file}: {}", said(&run.stdout));
        for table in ["timeseries.csv", "summary.csv", "contrasts.csv", "provenance.json", "adoption.png"] {
            let size = fs::metadata(room.path().join("results").join(table)).unwrap().len();
            assert!(size > 0, "{file}: {table} is empty");
        }
        let again = tress(room.path(), &["rerun", "results"]);
        assert_eq!(again.status.code(), Some(0), "{file}: {}", said(&again.stderr));
    }
}

#[test]
fn every_shipped_fit_file_is_without_faults_and_so_are_its_data() {
    let all: Vec<PathBuf> =
        files(&root().join("scenarios")).into_iter().filter(|path| is_fit(path)).collect();
    assert!(all.len() >= 3, "{all:?}");
    for path in all {
        let small = ["set=[\"replicates=1\"]".to_string()];
        let read =
            open_fit(&path, &small).unwrap_or_else(|refusal| panic!("{refusal}: {:?}", refusal.in_order()));
        let simulator = Simulator::new(read).unwrap_or_else(|refusal| panic!("{refusal}"));
        // The scenario as it stands answers every target.
        let values: Vec<f64> = simulator.fit.dials.iter().map(|dials| dials[0].value).collect();
        let answers = simulator.answers(&values, true).unwrap();
        for (answer, target) in answers.iter().zip(&simulator.fit.file.targets) {
            assert!(answer.is_some(), "{}: {}", path.display(), target.name);
        }
    }
}

/// Every point of it, that is: each makes a scenario.
#[test]
fn every_shipped_design_is_without_faults() {
    let designs: Vec<PathBuf> =
        files(&root().join("scenarios")).into_iter().filter(|path| is_design(path)).collect();
    assert!(!designs.is_empty());
    for path in designs {
        let checked = tress(root(), &["check", path.to_str().unwrap()]);
        assert_eq!(
            (checked.status.code(), said(&checked.stderr)),
            (Some(0), String::new()),
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_schemas_are_those_of_the_program() {
    for (schema, file) in [
        (tress::scenario::schema(), "tress.schema.json"),
        (tress::scenario::fitting::schema(), "tress.fit.schema.json"),
        (tress::scenario::design::schema(), "tress.sweep.schema.json"),
    ] {
        let committed = fs::read_to_string(root().join("scenarios").join(file)).unwrap();
        assert_eq!(format!("{schema:#}\n"), committed, "`tress schema` writes another scenarios/{file}");
    }
}

#[test]
fn every_shipped_file_names_its_schema_on_its_first_line() {
    for path in files(&root().join("scenarios")) {
        let text = fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap();
        let schema = first.strip_prefix("#:schema ").unwrap_or_else(|| panic!("{}: {first}", path.display()));
        assert!(path.parent().unwrap().join(schema).is_file(), "{}: there is no {schema}", path.display());
    }
}

/// The commands of the ```console blocks of a document: lines that begin with `$ `, with those that a `\` carries on.
fn commands(document: &str) -> Vec<String> {
    let mut commands = vec![];
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "```console" {
            continue;
        }
        while let Some(line) = lines.next().filter(|line| line.trim() != "```") {
            let Some(command) = line.trim_start().strip_prefix("$ ") else { continue };
            let mut command = command.to_string();
            while let Some(open) = command.strip_suffix('\\') {
                command = format!("{open}{}", lines.next().unwrap().trim().trim_start_matches("> "));
            }
            commands.push(command);
        }
    }
    commands
}

/// What a reader does around the program: fetching it, looking at files. Not run.
const AROUND: [&str; 7] = ["git ", "cd ", "rustup ", "curl ", "open ", "xdg-open ", "python"];
/// Programs that a reader may pipe into and that need not be here: the command ends before them.
const VIEWERS: [&str; 4] = ["| jq", "| man", "| less", "| python"];

/// The command as it can be run here: none if it is not ours, without viewers, and with the hash of the results that
/// are there in place of the one of the full run.
fn runnable(command: &str, room: &Path) -> Option<String> {
    if AROUND.iter().any(|other| command.starts_with(other)) {
        return None;
    }
    let end = VIEWERS.iter().filter_map(|viewer| command.find(viewer)).min();
    let mut command = command[..end.unwrap_or(command.len())].to_string();
    for entry in fs::read_dir(room.join("output")).into_iter().flatten() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some((scenario, _)) = name.rsplit_once('-') else { continue };
        let written = format!("output/{scenario}-");
        let mut from = 0;
        while let Some(at) = command[from..].find(&written).map(|at| at + from) {
            let hash = at + written.len();
            let digits = command[hash..].bytes().take_while(u8::is_ascii_hexdigit).count();
            if digits == 8 {
                command.replace_range(at..hash + 8, &format!("output/{name}"));
            }
            from = hash;
        }
    }
    Some(command)
}

/// Leaves a script that can be run by its name.
fn script(folder: &Path, name: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// The commands of a document are run one after the other in a copy of the shipped scenarios. There `tress` and
/// `cargo run … --` are this build; `run` and `network` of a shipped scenario get its reduction before whatever the
/// command itself sets; other words of cargo (build, install) do nothing.
#[cfg(unix)]
fn run_commands(document: &str, commands: &[String]) {
    let room = tempfile::tempdir().unwrap();
    let bin = room.path().join("bin");
    let less = room.path().join("less");
    fs::create_dir_all(&bin).unwrap();
    fs::create_dir_all(&less).unwrap();
    copy_folder(&root().join("scenarios"), &room.path().join("scenarios"));
    let mut reduced = BTreeMap::new();
    for path in scenarios(&root().join("scenarios")) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_string();
        fs::write(less.join(&name), reduction(&path).join("\n")).unwrap();
        assert!(reduced.insert(name, path).is_none(), "two scenarios have one name");
    }
    script(
        &bin,
        "tress",
        &format!(
            r#"#!/bin/sh
verb=$1
shift
for word; do case $word in *.toml) less='{}'/$(basename "$word" .toml) ;; esac; done
case $verb in
run | network)
    IFS='
'
    [ -f "$less" ] && set -- $(cat "$less") "$@"
    ;;
esac
exec '{}' "$verb" "$@"
"#,
            less.display(),
            env!("CARGO_BIN_EXE_tress"),
        ),
    );
    script(
        &bin,
        "cargo",
        "#!/bin/sh\nwhile [ $# -gt 0 ]; do\n    case $1 in --) shift; exec tress \"$@\" ;; *) shift ;; esac\ndone\n",
    );
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    for command in commands {
        let Some(runnable) = runnable(command, room.path()) else { continue };
        let out = Command::new("sh")
            .args(["-c", &runnable])
            .current_dir(room.path())
            .env("PATH", &path)
            .env("HOME", room.path())
            .output()
            .unwrap();
        assert!(out.status.success(), "{document}: $ {command}\n{}", said(&out.stderr));
    }
}

#[test]
#[cfg(unix)]
fn the_commands_of_the_documents_work() {
    let Ok(readme) = fs::read_to_string(root().join("README.md")) else { return };
    let shown = commands(&readme);
    assert!(!shown.is_empty(), "README.md shows no command in a ```console block");
    run_commands("README.md", &shown);
}

#[test]
fn commands_are_found_in_blocks() {
    let text = "words\n```console\n$ tress run a.toml \\\n    --set x=1\nsaid\n$ tress check a.toml\n```\n$ not this\n";
    assert_eq!(commands(text), ["tress run a.toml --set x=1", "tress check a.toml"]);
}

/// The machinery above does run commands: it reduces, finds results by another hash, and notices a failure.
#[test]
#[cfg(unix)]
fn commands_are_run_reduced() {
    let shown = [
        "git clone somewhere",
        "cargo build --release",
        "cargo run --release -- run scenarios/riverside.toml --no-plots",
        "tress rerun output/riverside-0123abcd",
        "grep -q '\"population.size=2000\"' output/riverside-*/provenance.json",
        "tress run scenarios/riverside.toml --set population.size=300 --json --quiet --no-plots | jq .hash",
        "tress new mytown && tress check mytown.toml",
    ];
    let shown = shown.map(String::from);
    run_commands("these commands", &shown);
    let failing = ["tress check nowhere.toml".to_string()];
    assert!(std::panic::catch_unwind(|| run_commands("this command", &failing)).is_err());
}
