//! Faults as people read them: place, line, caret, what is wrong, what would be right.
//!
//! This is the only file that names `annotate-snippets`.

use crate::scenario::{Fault, Origin, Place, Refusal, Source, Span, Wrong};
use annotate_snippets::{AnnotationKind, Element, Group, Level, Message, Origin as File, Renderer, Snippet};
use serde_json::{Value, json};
use std::io::IsTerminal;

/// What stands before an override on the command line.
const SET: &str = "--set ";

/// Whether stderr takes colour: a terminal, and `NO_COLOR` not set.
pub fn colour() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty())
}

/// All faults of a source, in order of place, and a closing line. Without `colour` it is plain text.
pub fn render(refusal: &Refusal, colour: bool) -> String {
    let mut text = String::new();
    for fault in refusal.in_order() {
        text += &one(fault, &refusal.source, colour);
        text += "\n\n";
    }
    text + &format!("{refusal}; nothing was written\n")
}

/// All that is wrong in the words of flags, and a closing line.
pub fn words(wrongs: &[Wrong], colour: bool) -> String {
    let mut text = String::new();
    for wrong in wrongs {
        let before = wrong.flag.len() + 1;
        let line = format!("{} {}", wrong.flag, wrong.text);
        let range = wrong.range.start + before..wrong.range.end + before;
        let snippet = Snippet::source(line).path("command line").line_numbering(false);
        let elements: [Element<'_>; 2] = [
            snippet.annotation(AnnotationKind::Primary.span(range)).into(),
            Level::HELP.message(clean(&wrong.help)).into(),
        ];
        let title = Level::ERROR.primary_title(clean(&wrong.message));
        text += &renderer(colour).render(&[title.elements(elements)]);
        text += "\n\n";
    }
    let noun = if wrongs.len() == 1 { "fault" } else { "faults" };
    let mut flags: Vec<&str> = wrongs.iter().map(|wrong| wrong.flag).collect();
    flags.dedup();
    text + &format!("{} {noun} in {}; nothing was written\n", wrongs.len(), flags.join(" and "))
}

/// A message without a place; its second line, if any, says what would be right.
pub fn plain(message: &str, colour: bool) -> String {
    let titles = message.lines().enumerate().map(|(line, text)| match line {
        0 => Level::ERROR.primary_title(clean(text)),
        _ => Level::HELP.primary_title(clean(text)),
    });
    titles.map(|title| renderer(colour).render(&[Group::with_title(title)]) + "\n").collect()
}

/// The faults for scripts: file, line and column (from 1; in an override, the column of its text), path,
/// message, help.
pub fn json(refusal: &Refusal) -> Value {
    let fault = |fault: &&Fault| {
        let (mut line, mut column, mut within, mut path) = (None, None, None, None);
        match &fault.place {
            Place::Value(dotted) | Place::Key(dotted) => path = Some(dotted.clone()),
            Place::Line(_, number) => line = Some(*number as usize),
            _ => {}
        }
        if let Some(span) = refusal.source.locate(&fault.place) {
            let (text, range) = passage(&refusal.source, span);
            let before = &text[..range.start];
            line = matches!(span.origin, Origin::File).then(|| before.matches('\n').count() + 1);
            column = Some(before.chars().rev().take_while(|c| *c != '\n').count() + 1);
            if let Origin::Override(position) = span.origin {
                within = refusal.source.overrides.get(position);
                column = Some(before.chars().count() + 1 - SET.len());
            }
        }
        let file = match &fault.place {
            Place::Line(file, _) | Place::File(file) => file,
            _ => &refusal.source.path,
        };
        json!({
            "file": file.display().to_string(),
            "line": line,
            "column": column,
            "override": within,
            "path": path,
            "message": fault.message,
            "help": fault.help,
        })
    };
    refusal.in_order().iter().map(fault).collect()
}

fn one(fault: &Fault, source: &Source, colour: bool) -> String {
    let help = fault.help.as_deref().map(|help| Level::HELP.message(clean(help)));
    let title = Level::ERROR.primary_title(clean(&fault.message));
    let path = source.path.display().to_string();
    let mut other = String::new();
    let elements: Vec<Element<'_>> = match (&fault.place, source.locate(&fault.place)) {
        (_, Some(span)) => {
            let (text, range) = passage(source, span);
            let snippet = match span.origin {
                Origin::File => Snippet::source(text).path(path),
                Origin::Override(_) => Snippet::source(text).path("command line").line_numbering(false),
            };
            vec![snippet.annotation(AnnotationKind::Primary.span(range)).into()]
        }
        (Place::Line(file, number), None) => {
            let name = file.display().to_string();
            match line_of(file, *number) {
                Some(line) if !line.is_empty() => {
                    other = line;
                    let all = 0..other.len();
                    let snippet = Snippet::source(&*other).line_start(*number as usize).path(name);
                    vec![snippet.annotation(AnnotationKind::Primary.span(all)).into()]
                }
                _ => vec![File::path(name).line(*number as usize).into()],
            }
        }
        (Place::File(file), None) => vec![File::path(file.display().to_string()).into()],
        (_, None) => vec![File::path(path).into()],
    };
    let help: Option<Element<'_>> = help.map(Message::into);
    let rendered = renderer(colour).render(&[title.elements(elements.into_iter().chain(help))]);
    drop(other);
    rendered
}

/// The text that a span lies in, and the part of the span that is on its first line.
fn passage(source: &Source, span: Span) -> (String, std::ops::Range<usize>) {
    let (text, before) = match span.origin {
        Origin::File => (source.text.clone(), 0),
        Origin::Override(position) => {
            let value = source.overrides.get(position).map_or("", String::as_str);
            (format!("{SET}{value}"), SET.len())
        }
    };
    let start = (span.start + before).min(text.len());
    let line_end = text[start..].find(['\n', '\r']).map_or(text.len(), |length| start + length);
    let end = (span.end + before).clamp(start, line_end);
    (text, start..end)
}

/// Line `number`, from 1, of another file. The whole file is read: only faults ask for it.
fn line_of(file: &std::path::Path, number: u64) -> Option<String> {
    let bytes = std::fs::read(file).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    text.lines().nth(usize::try_from(number.checked_sub(1)?).ok()?).map(str::to_string)
}

fn renderer(colour: bool) -> Renderer {
    if colour { Renderer::styled() } else { Renderer::plain() }
}

/// Control characters of the input must not reach the terminal.
fn clean(text: &str) -> String {
    annotate_snippets::normalize_untrusted_str(text)
}
