//! The command line from outside: exit codes, what goes to stdout, what is never overwritten.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn tress(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tress")).args(words).current_dir(folder).output().expect("tress runs")
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("tress writes text")
}

#[test]
fn a_new_scenario_has_no_faults_and_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let made = tress(folder.path(), &["new", "mytown"]);
    assert_eq!(made.status.code(), Some(0));
    let text = std::fs::read_to_string(folder.path().join("mytown.toml")).unwrap();
    assert!(text.contains("name = \"mytown\""));

    let again = tress(folder.path(), &["new", "mytown"]);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(
        said(&again.stderr),
        "error: mytown.toml is there already\nhelp: choose another name; it was left as it is\n"
    );
    assert_eq!(std::fs::read_to_string(folder.path().join("mytown.toml")).unwrap(), text);

    let checked = tress(folder.path(), &["check", "mytown.toml"]);
    assert_eq!((checked.status.code(), said(&checked.stderr)), (Some(0), String::new()));
}

#[test]
fn faults_go_to_stderr_or_as_json_to_stdout_with_exit_code_2() {
    let folder = tempfile::tempdir().unwrap();
    tress(folder.path(), &["new", "mytown"]);
    let wrong = ["check", "mytown.toml", "--set", "population.sise=5"];
    let out = tress(folder.path(), &wrong);
    assert_eq!((out.status.code(), said(&out.stdout)), (Some(2), String::new()));
    // Not a terminal: no colour.
    assert!(said(&out.stderr).starts_with("error: unknown key `sise`\n"), "{}", said(&out.stderr));

    let out = tress(folder.path(), &[&wrong[..], &["--json"]].concat());
    assert_eq!((out.status.code(), said(&out.stderr)), (Some(2), String::new()));
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(json["faults"][0]["path"], "population.sise");
    assert_eq!(json["faults"][0]["column"], 12, "counted in the override");
    assert_eq!(json["faults"][0]["help"], "did you mean `size`?");
}

#[test]
fn a_wrong_command_has_exit_code_2_and_help_has_0() {
    let folder = tempfile::tempdir().unwrap();
    for (words, code) in [
        (&["chek", "x.toml"][..], 2),
        (&["check"], 2),
        (&["check", "absent.toml"], 2),
        (&["new", "a/b"], 2),
        (&["man", "nothing"], 2),
        (&["run", "x.toml", "--threads", "0"], 2),
        (&["--help"], 0),
        (&["run", "--help"], 0),
        (&["--version"], 0),
        (&["schema"], 0),
        (&["man"], 0),
        (&["man", "run"], 0),
        (&["completions", "zsh"], 0),
    ] {
        let out = tress(folder.path(), words);
        assert_eq!(out.status.code(), Some(code), "{words:?}");
        assert_eq!(out.stdout.is_empty(), code == 2, "{words:?}");
    }
}

#[test]
fn what_would_be_right_stands_below_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/riverside.toml");
    let out = tress(folder.path(), &["targets", file.to_str().unwrap(), "--budgets", "99999999"]);
    assert_eq!(out.status.code(), Some(2));
    let expected =
        "error: --budgets 99999999: there are 100000 people\nhelp: write numbers from 1 to 100000\n";
    assert_eq!(said(&out.stderr), expected);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tress"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let out = child.wait_with_output().unwrap();
    assert_eq!((out.status.code(), said(&out.stderr)), (Some(0), String::new()));
}
