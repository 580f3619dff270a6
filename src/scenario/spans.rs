//! From the dotted path of a value to the place where it was written.

use super::Place;
use super::tree::{Entry, Kind, Node};

/// Which text a span belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The scenario file.
    File,
    /// The override (`--set`) at this position.
    Override(usize),
}

/// A byte range of the scenario file or of an override.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Which text.
    pub origin: Origin,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Node {
    /// Where `place` stands in the text; none for whole files, for other files and for the root. A value
    /// that was not written (a default) stands where the table that would hold it does.
    pub fn locate(&self, place: &Place) -> Option<Span> {
        match place {
            Place::Value(path) => self.find(path).map(|found| found.node.span),
            Place::Key(path) => self.find(path).map(|found| found.key),
            Place::Text(range) => Some(Span { origin: Origin::File, start: range.start, end: range.end }),
            Place::Override(position, range) => {
                Some(Span { origin: Origin::Override(*position), start: range.start, end: range.end })
            }
            Place::Line(..) | Place::File(_) => None,
        }
    }

    fn find(&self, path: &str) -> Option<Found<'_>> {
        let mut rest = path;
        let mut found: Option<Found<'_>> = None;
        while !rest.is_empty() {
            let node = found.map_or(self, |found| found.node);
            match node.child(rest) {
                Some((next, after)) => (found, rest) = (Some(next), after),
                None => break,
            }
        }
        found
    }

    /// The child that `path` begins with, and the path from there on.
    fn child<'p>(&self, path: &'p str) -> Option<(Found<'_>, &'p str)> {
        match &self.kind {
            Kind::List(items) => {
                let (position, after) = path.strip_prefix('[')?.split_once(']')?;
                let node = items.get(position.parse::<usize>().ok()?)?;
                Some((Found { key: node.span, node }, after.strip_prefix('.').unwrap_or(after)))
            }
            Kind::Table(entries) => {
                let end = path.find(['.', '[']).unwrap_or(path.len());
                // A quoted key may hold a point or a bracket itself: then the path is searched for it.
                let (key, Entry { key: span, node }) = entries.get_key_value(&path[..end]).or_else(|| {
                    entries.iter().find(|(key, _)| path.starts_with(key.as_str()) && !key.is_empty())
                })?;
                let after = &path[key.len()..];
                Some((Found { key: *span, node }, after.strip_prefix('.').unwrap_or(after)))
            }
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
struct Found<'a> {
    key: Span,
    node: &'a Node,
}

#[cfg(test)]
mod tests {
    use super::*;
    use toml::de::DeTable;

    #[test]
    fn paths_lead_to_the_text() {
        let text = "[time]\nstep = \"1 week\"\n[[layer]]\n[[layer]]\n\"a.b\" = { c = [1, 20] }\n";
        let tree = Node::document(DeTable::parse(text).unwrap().get_ref());
        let shown = |place: Place| tree.locate(&place).map(|span| &text[span.start..span.end]);
        assert_eq!(shown(Place::Value("time.step".into())), Some("\"1 week\""));
        assert_eq!(shown(Place::Key("time.step".into())), Some("step"));
        assert_eq!(shown(Place::Value("time".into())), Some("[time]"));
        assert_eq!(shown(Place::Value("layer[1].a.b.c[1]".into())), Some("20"));
        assert_eq!(shown(Place::Key("layer[1].a.b".into())), Some("\"a.b\""));
        // Not written: the nearest that is.
        assert_eq!(shown(Place::Value("time.horizon".into())), Some("[time]"));
        assert_eq!(shown(Place::Value("layer[0].weight".into())), Some("[[layer]]"));
        assert_eq!(shown(Place::Value("load.name".into())), None);
    }
}
