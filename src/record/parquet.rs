//! `results.parquet`: the table of results by column and with types, for those who have millions of rows.

use super::sweep::{DESIGN, RESULTS, SweepHead};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// Cells of a group of rows: what is held in memory before it is written, 8 bytes a number and more a word.
const CELLS: usize = 1 << 19;

/// Writes `results.parquet` from the `results.csv` in `folder`, row by row: whole numbers as INT64, numbers as DOUBLE
/// (null where one is undefined), words as strings. An input is a number if all its cells in `design.csv` are. The
/// bytes depend on those two tables alone.
///
/// # Errors
/// Whatever the file system reports; tables that are not those of the sweep.
pub fn write_parquet(out: &mut (dyn Write + Send), head: &SweepHead, folder: &Path) -> io::Result<()> {
    let mut table = csv::Reader::from_path(folder.join(RESULTS))?;
    let header = table.headers()?.clone();
    let mut cells = cells(head, folder)?;
    if header.len() != cells.len() {
        return Err(not_of_the_sweep(RESULTS));
    }
    let written_by = format!("tress {}", env!("CARGO_PKG_VERSION"));
    let properties =
        WriterProperties::builder().set_created_by(written_by).set_compression(Compression::SNAPPY).build();
    let columns = header.iter().zip(&cells).map(|(name, cells)| cells.column(name));
    let schema =
        Type::group_type_builder("results").with_fields(columns.collect::<Result<_, _>>().map_err(cannot)?);
    let schema = Arc::new(schema.build().map_err(cannot)?);
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(cannot)?;
    let most = (CELLS / cells.len()).max(1);
    let mut rows = 0;
    let mut record = csv::StringRecord::new();
    while table.read_record(&mut record)? {
        for (cells, text) in cells.iter_mut().zip(&record) {
            cells.add(text).ok_or_else(|| not_of_the_sweep(RESULTS))?;
        }
        rows += 1;
        if rows == most {
            flush(&mut file, &mut cells).map_err(cannot)?;
            rows = 0;
        }
    }
    if rows > 0 {
        flush(&mut file, &mut cells).map_err(cannot)?;
    }
    file.close().map(drop).map_err(cannot)
}

/// The cells of a column that wait to be written.
enum Cells {
    Whole(Vec<i64>),
    /// The numbers that are defined, and for each cell 1 if it is.
    Number(Vec<f64>, Vec<i16>),
    Word(Vec<ByteArray>),
}

/// The columns of the table of results, without cells.
fn cells(head: &SweepHead, folder: &Path) -> io::Result<Vec<Cells>> {
    let mut are_numbers = vec![true; head.inputs.len()];
    for row in csv::Reader::from_path(folder.join(DESIGN))?.records() {
        let row = row?;
        if row.len() != head.inputs.len() + 2 {
            return Err(not_of_the_sweep(DESIGN));
        }
        for (are, cell) in are_numbers.iter_mut().zip(row.iter().skip(1)) {
            *are &= number(cell).is_some();
        }
    }
    let [whole, number, word] =
        [|| Cells::Whole(vec![]), || Cells::Number(vec![], vec![]), || Cells::Word(vec![])]
            as [fn() -> Cells; 3];
    let inputs = are_numbers.iter().map(|are| if *are { number() } else { word() });
    let fixed = [word(), whole(), number(), word()];
    let measures = head.measures.iter().map(|_| number());
    Ok(std::iter::once(whole()).chain(inputs).chain(fixed).chain(measures).collect())
}

impl Cells {
    fn column(&self, name: &str) -> Result<TypePtr, ParquetError> {
        let (physical, logical, repetition) = match self {
            Self::Whole(_) => (Physical::INT64, None, Repetition::REQUIRED),
            Self::Number(..) => (Physical::DOUBLE, None, Repetition::OPTIONAL),
            Self::Word(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::REQUIRED),
        };
        let column = Type::primitive_type_builder(name, physical);
        Ok(Arc::new(column.with_logical_type(logical).with_repetition(repetition).build()?))
    }

    /// Adds a cell; none if it is of another kind.
    fn add(&mut self, text: &str) -> Option<()> {
        match self {
            Self::Whole(values) => values.push(text.parse().ok()?),
            Self::Number(_, defined) if text.is_empty() => defined.push(0),
            Self::Number(values, defined) => {
                values.push(number(text)?);
                defined.push(1);
            }
            Self::Word(words) => words.push(text.into()),
        }
        Some(())
    }

    /// Writes the cells as the next column of a group of rows, and holds none then.
    fn write(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    ) -> Result<(), ParquetError> {
        let columns = || ParquetError::General("more columns than the schema has".into());
        let mut column = group.next_column()?.ok_or_else(columns)?;
        match self {
            Self::Whole(values) => {
                column.typed::<Int64Type>().write_batch(values, None, None)?;
                values.clear();
            }
            Self::Number(values, defined) => {
                column.typed::<DoubleType>().write_batch(values, Some(defined), None)?;
                values.clear();
                defined.clear();
            }
            Self::Word(words) => {
                column.typed::<ByteArrayType>().write_batch(words, None, None)?;
                words.clear();
            }
        }
        column.close()
    }
}

fn flush(
    file: &mut SerializedFileWriter<impl Write + Send>,
    cells: &mut [Cells],
) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    cells.iter_mut().try_for_each(|cells| cells.write(&mut group))?;
    group.close().map(drop)
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn not_of_the_sweep(name: &str) -> io::Error {
    io::Error::other(format!("{name} is not that of the sweep"))
}

fn cannot(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast() {
            Ok(error) => *error,
            Err(cause) => io::Error::other(cause),
        },
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    use std::fmt::Write as _;
    use std::fs::File;

    fn head() -> SweepHead {
        let inputs = ["q", "rule"].map(|name| [name.to_string(), name.to_string()]).to_vec();
        SweepHead { inputs, measures: vec!["adopters".into(), "slope".into()], ..SweepHead::default() }
    }

    const HEADER: &str = "point,q,rule,arm,replicate,week,group,adopters,slope\n";

    fn written(design: &str, results: &str) -> io::Result<tempfile::TempDir> {
        let room = tempfile::tempdir()?;
        std::fs::write(room.path().join(DESIGN), design)?;
        std::fs::write(room.path().join(RESULTS), results)?;
        let mut bytes = vec![];
        write_parquet(&mut bytes, &head(), room.path())?;
        std::fs::write(room.path().join("results.parquet"), bytes)?;
        Ok(room)
    }

    #[test]
    fn every_cell_is_that_of_the_table_and_groups_of_rows_are_bounded() {
        let rows = 150_000;
        let mut text = HEADER.to_string();
        for row in 0..rows {
            let slope = if row % 3 == 0 { String::new() } else { format!("{}", 1.0 / f64::from(row)) };
            writeln!(text, "{row},0.1,30 weeks,\"a, b\",{},521,all,{row},{slope}", row % 8).unwrap();
        }
        let room = written("point,q,rule,luck\n0,0.1,30 weeks,\n1,1e-7,2,5\n", &text).unwrap();
        let file =
            SerializedFileReader::new(File::open(room.path().join("results.parquet")).unwrap()).unwrap();
        let groups: Vec<i64> = file.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(groups, [58254, 58254, 33492], "of {CELLS} cells at most");
        let mut read = 0;
        for (row, record) in file.get_row_iter(None).unwrap().enumerate() {
            let fields: Vec<Field> =
                record.unwrap().get_column_iter().map(|(_, field)| field.clone()).collect();
            let number = row as i64;
            let slope = if row % 3 == 0 { Field::Null } else { Field::Double(1.0 / row as f64) };
            let words = |text: &str| Field::Str(text.into());
            let expected = [
                Field::Long(number),
                Field::Double(0.1),
                words("30 weeks"),
                words("a, b"),
                Field::Long(number % 8),
                Field::Double(521.0),
                words("all"),
                Field::Double(row as f64),
                slope,
            ];
            assert_eq!(fields, expected);
            read += 1;
        }
        assert_eq!(read, rows);
    }

    #[test]
    fn an_empty_table_and_one_of_another_sweep() {
        assert!(written("point,q,rule,luck\n", HEADER).is_ok());
        for (design, results) in [
            ("point,q,luck\n0,1,\n", HEADER.to_string()),
            ("point,q,rule,luck\n", "point,q,rule\n".into()),
            ("point,q,rule,luck\n", format!("{HEADER}0,much,x,a,0,1,all,1,1\n")),
        ] {
            assert!(written(design, &results).unwrap_err().to_string().contains("is not that of the sweep"));
        }
    }
}
