//! CSV as everybody can read it: a header, UTF-8, one value per cell, an empty
//! cell for what is undefined.

use std::io::{self, Write};

/// Writes a table row by row.
pub struct Table<W: Write> {
    out: csv::Writer<W>,
    cell: Vec<u8>,
}

impl<W: Write> Table<W> {
    /// Starts a table with its header.
    pub fn new<S: AsRef<[u8]>>(out: W, header: impl IntoIterator<Item = S>) -> io::Result<Self> {
        let mut out = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(out);
        out.write_record(header)?;
        Ok(Self { out, cell: Vec::with_capacity(32) })
    }

    /// Adds a cell of text.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        Ok(self.out.write_field(text)?)
    }

    /// Adds a cell with a whole number.
    pub fn count(&mut self, count: u64) -> io::Result<()> {
        self.cell.clear();
        write!(self.cell, "{count}")?;
        Ok(self.out.write_field(&self.cell)?)
    }

    /// Adds a cell with the shortest digits that read back as the same number;
    /// empty if it is not finite.
    pub fn number(&mut self, number: f64) -> io::Result<()> {
        self.cell.clear();
        let size = number.abs();
        if number == 0.0 {
            // Also for -0: a sign without meaning would make two equal tables differ.
            self.cell.push(b'0');
        } else if number.is_finite() && (1e-5..1e16).contains(&size) {
            write!(self.cell, "{number}")?;
        } else if number.is_finite() {
            write!(self.cell, "{number:e}")?;
        }
        Ok(self.out.write_field(&self.cell)?)
    }

    /// Adds a cell with a number, empty if there is none.
    pub fn maybe(&mut self, number: Option<f64>) -> io::Result<()> {
        self.number(number.unwrap_or(f64::NAN))
    }

    /// Ends the row. A row with more or fewer cells than the header is refused.
    pub fn end_row(&mut self) -> io::Result<()> {
        Ok(self.out.write_record(None::<&[u8]>)?)
    }

    /// Ends the table.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// `part / whole`; undefined (not a number) when there is no whole.
pub fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(fill: impl FnOnce(&mut Table<&mut Vec<u8>>) -> io::Result<()>) -> io::Result<String> {
        let mut bytes = vec![];
        let mut table = Table::new(&mut bytes, ["a", "b", "c"])?;
        fill(&mut table)?;
        table.finish()?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn numbers_read_back_as_they_were() {
        let numbers = [0.1 + 0.2, -0.0, 521.0, 1e-7, 1e300, 123_456_789.125, f64::MIN_POSITIVE];
        for number in numbers {
            let table =
                written(|t| (0..3).try_for_each(|_| t.number(number)).and_then(|()| t.end_row())).unwrap();
            let cell = table.lines().nth(1).unwrap().split(',').next().unwrap();
            assert_eq!(cell.parse::<f64>().unwrap(), number, "{cell}");
            assert!(cell.len() < 24, "{cell}");
        }
    }

    #[test]
    fn undefined_is_empty_and_awkward_names_are_quoted() {
        let table = written(|t| {
            t.number(share(0, 0))?;
            t.maybe(None)?;
            t.text("girls, \"6\"")?;
            t.end_row()
        });
        assert_eq!(table.unwrap(), "a,b,c\n,,\"girls, \"\"6\"\"\"\n");
    }

    #[test]
    fn a_ragged_row_is_refused() {
        assert!(written(|t| t.count(1).and_then(|()| t.end_row())).is_err());
    }
}
