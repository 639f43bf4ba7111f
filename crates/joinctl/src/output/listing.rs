//! Prints lists: one page, every page, or the complete scan.

use std::marker::PhantomData;

use clap::Args;
use futures_util::{Stream, StreamExt};
use join_sdk::{
    Error, Response,
    lists::{Filter, List},
};
use serde::Serialize;

use crate::exit::{ExitCode, Failure, Outcome};
use crate::interrupt::Interrupts;
use crate::output::fields::{self, Field};
use crate::output::format::{self, Format, Sheet, Style};
use crate::output::odd;
use crate::output::out::{self, Out};
use crate::output::progress::Progress;
use crate::output::query::Query;
use crate::output::row::Row;
use crate::output::spreadsheet::Dialect;
use crate::text::counted;
use crate::text::explained::explained;

/// The part of a list to read, and its output format.
#[derive(Args)]
pub(crate) struct Options<R: Row + 'static> {
    /// Page to read, starting at 1.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..), conflicts_with_all = ["all", "complete"])]
    page: u32,
    /// Read every page.
    #[arg(long, conflicts_with = "complete")]
    all: bool,
    /// Read every page, then read again until no row is missing.
    #[arg(long)]
    complete: bool,
    /// Rows per page, 1 to 50.
    #[arg(long, value_name = "ROWS", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=50))]
    page_size: u32,
    /// Maximum number of pages read concurrently, 1 to 32.
    #[arg(long, value_name = "PAGES", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=32))]
    prefetch: u32,
    #[command(flatten)]
    output: Output<R>,
}

/// How rows of a kind are printed.
#[derive(Args)]
pub(crate) struct Output<R: Row + 'static> {
    /// Output format. Defaults to a table on a terminal and JSON in a pipe.
    #[arg(long, value_enum)]
    output: Option<Format>,
    /// Fields to show, separated by commas: columns, or JOIN's names such as
    /// candidate.email.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', value_parser = fields::parse::<R>)]
    fields: Vec<Field>,
    /// Filter of the JSON, in the language of jq. With --output ndjson it gets
    /// one row after the other, otherwise all of it.
    #[arg(long, value_name = "FILTER", value_parser = Query::parse)]
    jq: Option<Query>,
    /// Print the texts that --jq finds without quotes.
    #[arg(long, requires = "jq")]
    raw_output: bool,
    #[command(flatten)]
    csv: Dialect,
    #[arg(skip)]
    row: PhantomData<fn() -> R>,
}

impl<R: Row> Output<R> {
    pub(crate) fn format(&self) -> Format {
        match self.jq {
            Some(_) => self.output.unwrap_or(Format::Json),
            None => Format::or_usual(self.output),
        }
    }

    fn style(&self) -> Style {
        let (fields, query) = (self.fields.clone(), self.jq.clone());
        Style { format: self.format(), csv: self.csv, fields, query, raw: self.raw_output }
    }

    /// Returns an empty sheet.
    pub(crate) fn sheet(&self) -> Sheet {
        Sheet::new(self.style())
    }

    /// Whether the JSON of a row is needed, in JOIN's own text.
    fn needs_text(&self) -> bool {
        !self.fields.is_empty() || matches!(self.format(), Format::Json | Format::Ndjson)
    }
}

/// Writes the rows of a list. JSON is JOIN's own text of each row.
pub(crate) async fn list<F: Filter>(list: List<F>, options: &Options<F::Row>, out: &mut Out) -> Outcome
where
    F::Row: Row,
{
    match options.output.needs_text() {
        false => read(list, options, out).await,
        true => read(list.with_text(), options, out).await,
    }
}

async fn read<F: Filter, R: Row>(list: List<F>, options: &Options<R>, out: &mut Out) -> Outcome
where
    F::Row: Row,
{
    let list = list.page_size(options.page_size).prefetch(options.prefetch);
    let output = &options.output;
    if options.complete {
        let mut rows = list.complete();
        let written = write_rows(&mut rows, output, out).await;
        odd::warn_of_rows(rows.odd_fields(), output.format());
        written?;
        let summary = rows.summary();
        return if summary.complete {
            Ok(())
        } else {
            Err(Failure::new(format!(
                "rows may be missing: {} ({} in {} and {}, {})",
                summary.reason.map_or("the list is not known to be whole", |reason| reason.as_str()),
                counted(summary.rows, "row", "rows"),
                counted(summary.passes.into(), "pass", "passes"),
                counted(summary.requests.into(), "request", "requests"),
                counted(summary.gaps.into(), "gap", "gaps")
            )))
        };
    }
    if options.all {
        let mut rows = list.rows();
        let written = write_rows(&mut rows, output, out).await;
        odd::warn_of_rows(rows.odd_fields(), output.format());
        return written;
    }
    let page = list.page(options.page).await?;
    odd::warn_of_rows(&page.odd_fields.into_iter().collect(), output.format());
    write_rows(&mut futures_util::stream::iter(page.rows), output, out).await
}

/// Writes rows as they arrive. The output stays well-formed when a page fails or the process is interrupted.
async fn write_rows<R: Row>(
    rows: &mut (impl Stream<Item = Result<R, Error>> + Unpin),
    output: &Output<impl Row>,
    out: &mut Out,
) -> Outcome {
    let mut sheet = output.sheet();
    let mut progress = Progress::beside("rows", output.format());
    let mut interrupts = Interrupts::listen()?;
    let (mut unreadable, mut ended) = (0_u64, Ok(()));
    out.exact(&sheet.head::<R>()?)?;
    loop {
        let row = tokio::select! {
            biased;
            () = interrupts.wait() => {
                let message = format!("interrupted after {}", counted(progress.done(), "row", "rows"));
                ended = Err(Failure { message, code: ExitCode::Interrupted });
                break;
            }
            row = rows.next() => row,
        };
        match row {
            Some(Ok(row)) => out.exact(&sheet.row(&row)?)?,
            Some(Err(error)) if error.row().is_some() => {
                unreadable += 1;
                out::report(&format!("skipped: {}", explained(&error)));
            }
            Some(Err(error)) => {
                ended = Err(error.into());
                break;
            }
            None => break,
        }
        progress.add(1);
    }
    drop(progress);
    sheet.foot(out)?;
    ended.and(all_readable(unreadable))
}

/// Fails if rows were skipped.
pub(crate) fn all_readable(unreadable: u64) -> Outcome {
    match unreadable {
        0 => Ok(()),
        count => {
            let (rows, are) = (counted(count, "row", "rows"), if count == 1 { "is" } else { "are" });
            Err(Failure::new(format!("{rows} can't be read and {are} missing")))
        }
    }
}

/// Writes a complete list.
pub(crate) fn write_all<R: Row>(rows: &[R], output: &Output<impl Row>, out: &mut Out) -> Outcome {
    let mut sheet = output.sheet();
    out.exact(&sheet.head::<R>()?)?;
    for row in rows {
        out.exact(&sheet.row(row)?)?;
    }
    sheet.foot(out)
}

/// Writes the object of a read, and warns of the fields that can't be read.
pub(crate) fn write_read<R: Row>(
    read: Response<R>,
    output: &Output<impl Row>,
    out: &mut Out,
) -> Result<R, Failure> {
    odd::warn_of_one(read.odd_fields(), output.format());
    write_one(read.get_ref(), output, out)?;
    Ok(read.into_inner())
}

/// Writes one row: as a table of its fields, one JSON object, or CSV.
pub(crate) fn write_one<R: Row>(row: &R, output: &Output<impl Row>, out: &mut Out) -> Outcome {
    match output.format() {
        Format::Table => {
            let (cells, style) = (row.cells(), output.style());
            let pairs: Vec<(&str, String)> = match style.fields.is_empty() {
                true => R::COLUMNS.iter().chain(R::EXTRA).copied().zip(cells).collect(),
                false => {
                    let json = format::json(row)?;
                    let pair = |field: &'_ Field| field.cell(&cells, &json);
                    style.fields.iter().map(|field| (field.name(), pair(field))).collect()
                }
            };
            out.table(&format::upright(&pairs))
        }
        Format::Json | Format::Ndjson => out.exact(&output.style().line(row)?),
        Format::Csv => write_all(std::slice::from_ref(row), output, out),
    }
}

/// Writes the result of a command that is one JSON object, but a text for people and rows for a spreadsheet. The fields
/// are those of the object, or the columns of the rows. Returns the text to print.
pub(crate) fn document<R: Row>(
    object: &impl Serialize,
    rows: &[R],
    text: impl FnOnce() -> String,
    output: &Output<impl Row>,
) -> Result<String, Failure> {
    let style = output.style();
    let of_rows = match style.fields.is_empty() {
        true => style.format == Format::Csv,
        false => style.fields.iter().all(Field::is_column),
    };
    if of_rows {
        let mut sheet = output.sheet();
        let mut text = sheet.head::<R>()?;
        for row in rows {
            text += &sheet.row(row)?;
        }
        return Ok(text + &sheet.rest()?);
    }
    match style.format {
        Format::Table if style.fields.is_empty() => Ok(text()),
        Format::Json | Format::Ndjson => style.queried(style.object(&[], format::json(object)?)),
        Format::Table | Format::Csv => {
            let json = format::json(object)?;
            let cells = style.fields.iter().map(|field| field.cell(&[], &json));
            if style.format == Format::Table {
                let names = style.fields.iter().map(Field::name);
                return Ok(format::upright(&names.zip(cells).collect::<Vec<_>>()));
            }
            let names: Vec<String> = style.fields.iter().map(|field| field.name().to_owned()).collect();
            Ok(style.csv.head(&names)? + &style.csv.line(cells)?)
        }
    }
}
