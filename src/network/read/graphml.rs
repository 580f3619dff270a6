//! Ties from GraphML (Brandes et al. 2002), as other network software writes it.

use super::{
    Ids,
    tie_rows::{self, TieRows},
};
use crate::{
    network::Ties,
    population::{FileFaults, newlines, read_text},
    scenario::{Faults, FileTies, fault::nearest},
};
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};
use std::path::Path;

/// Whether a file with this name is GraphML: it ends in `.graphml` or `.xml`.
pub(in crate::network) fn is_named(path: &Path) -> bool {
    let end = path.extension().unwrap_or_default();
    end.eq_ignore_ascii_case("graphml") || end.eq_ignore_ascii_case("xml")
}

/// The ties of a GraphML file; none where there are faults.
///
/// A tie is directed if the scenario says so, or else as the file says
/// (`directed` of the edge, `edgedefault` of the graph). Where ids are numbers,
/// `n7` is person 7 too.
pub(in crate::network) fn read(path: &Path, spec: &FileTies, ids: Ids<'_>, faults: &mut Faults) -> Ties {
    let mut found = FileFaults::new(path);
    let text = read_text(path, &mut found).unwrap_or_default();
    let mut parser = Parser::new(&text, spec, ids);
    if found.is_empty() {
        parser.parse(&mut found);
    }
    let ties = parser.rows.finish(ids.people(), spec.weight.is_some(), &mut found);
    found.report(faults);
    ties
}

struct Parser<'a> {
    text: &'a str,
    spec: &'a FileTies,
    ids: Ids<'a>,
    rows: TieRows,
    /// Whether the graph says that its edges are directed.
    directed: bool,
    /// Names of the attributes that edges may have, and the key of the one that is the weight.
    attributes: Vec<String>,
    weight_key: Option<String>,
    default_weight: Option<String>,
    edge: Option<Edge>,
    /// Whose text is being read: `data` of this key, or `default` of the weight.
    inside: Inside,
}

#[derive(PartialEq)]
enum Inside {
    Elsewhere,
    Key,
    Default,
    Weight,
}

/// An edge whose end has not come yet.
struct Edge {
    source: String,
    target: String,
    directed: bool,
    weight: String,
    line: u64,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, spec: &'a FileTies, ids: Ids<'a>) -> Self {
        Self {
            text,
            spec,
            ids,
            rows: TieRows::default(),
            directed: false,
            attributes: vec![],
            weight_key: None,
            default_weight: None,
            edge: None,
            inside: Inside::Elsewhere,
        }
    }

    fn parse(&mut self, faults: &mut FileFaults) {
        let mut reader = Reader::from_str(self.text);
        let (mut counted, mut line, mut graphs) = (0, 1, 0);
        loop {
            let start = reader.buffer_position() as usize;
            line += newlines(&self.text.as_bytes()[counted..start]);
            counted = start;
            match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(Event::Start(tag)) => {
                    graphs += usize::from(tag.local_name().as_ref() == "graph");
                    self.open(&tag, line, faults);
                }
                Ok(Event::Empty(tag)) => {
                    graphs += usize::from(tag.local_name().as_ref() == "graph");
                    self.open(&tag, line, faults);
                    self.close(tag.local_name().as_ref(), faults);
                }
                Ok(Event::End(tag)) => self.close(tag.local_name().as_ref(), faults),
                Ok(Event::Text(text)) => self.read(text.xml_content(XmlVersion::Implicit1_0).trim()),
                Ok(_) => {}
                Err(error) => {
                    let at = (reader.error_position() as usize).min(self.text.len());
                    let line = 1 + newlines(&self.text.as_bytes()[..at]);
                    faults.push(line, format!("this is not XML: {error}"), "");
                    return;
                }
            }
        }
        if graphs != 1 {
            faults.push(0, format!("the file holds {graphs} graphs"), "a GraphML file with one <graph>");
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, line: u64, faults: &mut FileFaults) {
        let attribute = |name: &str| {
            let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
            Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
        };
        match tag.local_name().as_ref() {
            "key" if matches!(attribute("for").as_deref(), Some("edge" | "all")) => {
                let id = attribute("id").unwrap_or_default();
                let name = attribute("attr.name").unwrap_or_else(|| id.clone());
                if self.spec.weight.as_ref() == Some(&name) {
                    self.weight_key = Some(id);
                    self.inside = Inside::Key;
                }
                self.attributes.push(name);
            }
            "default" if self.inside == Inside::Key => {
                self.inside = Inside::Default;
                self.default_weight = Some(String::new());
            }
            "graph" => {
                self.directed = attribute("edgedefault").as_deref() == Some("directed");
                if let (Some(name), None) = (&self.spec.weight, &self.weight_key) {
                    let help = match nearest(name, self.attributes.iter().map(String::as_str)) {
                        Some(near) => format!("is it `{near}`?"),
                        None if self.attributes.is_empty() => "the edges have no attributes".into(),
                        None => format!("the attributes are `{}`", self.attributes.join("`, `")),
                    };
                    faults.push(line, format!("edges have no attribute `{name}`"), help);
                }
            }
            "edge" => {
                let [source, target] = ["source", "target"].map(|end| {
                    let id = attribute(end);
                    if id.is_none() {
                        faults.push(line, format!("this edge has no `{end}`"), "");
                    }
                    id
                });
                let directed = attribute("directed").map_or(self.directed, |value| value == "true");
                let directed = directed || self.spec.directed;
                self.edge = source.zip(target).map(|(source, target)| Edge {
                    source,
                    target,
                    directed,
                    weight: String::new(),
                    line,
                });
            }
            "data"
                if self.edge.is_some()
                    && self.weight_key.is_some()
                    && attribute("key") == self.weight_key =>
            {
                self.inside = Inside::Weight;
            }
            _ => {}
        }
    }

    fn read(&mut self, text: &str) {
        match (&self.inside, &mut self.edge, &mut self.default_weight) {
            (Inside::Weight, Some(edge), _) => edge.weight.push_str(text),
            (Inside::Default, _, Some(weight)) => weight.push_str(text),
            _ => {}
        }
    }

    fn close(&mut self, name: &str, faults: &mut FileFaults) {
        match name {
            "default" if self.inside == Inside::Default => self.inside = Inside::Key,
            "key" | "data" => self.inside = Inside::Elsewhere,
            "edge" => {
                let Some(edge) = self.edge.take() else { return };
                let weight = match (&self.weight_key, &self.default_weight) {
                    (None, _) => Some(1.0),
                    (Some(_), Some(default)) if edge.weight.is_empty() => {
                        tie_rows::weight(default, edge.line, faults)
                    }
                    (Some(_), _) => tie_rows::weight(&edge.weight, edge.line, faults),
                };
                let ends = [&edge.source, &edge.target].map(|id| match self.ids {
                    Ids::Numbers(_) => id.strip_prefix('n').unwrap_or(id),
                    _ => id,
                });
                self.rows.push(self.ids, ends, weight, edge.directed, edge.line, faults);
            }
            _ => {}
        }
    }
}
