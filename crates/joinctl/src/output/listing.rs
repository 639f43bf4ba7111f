//! Prints lists: one page, every page, or the complete scan.

use clap::Args;
use futures_util::{Stream, StreamExt};
use join_sdk::{
    Error, Response,
    lists::{Filter, List},
};

use crate::exit::{ExitCode, Failure, Outcome};
use crate::interrupt::Interrupts;
use crate::output::format::{Format, Row, Sheet};
use crate::output::odd;
use crate::output::out::{self, Out};
use crate::output::progress::Progress;
use crate::output::spreadsheet::Dialect;
use crate::text::counted;
use crate::text::explained::explained;
use crate::text::shown::one_line;

/// The part of a list to read, and its output format.
#[derive(Args)]
pub(crate) struct Options {
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
    output: Output,
}

/// The output format of rows.
#[derive(Args)]
pub(crate) struct Output {
    /// Output format. Defaults to a table on a terminal and JSON in a pipe.
    #[arg(long, value_enum)]
    output: Option<Format>,
    #[command(flatten)]
    csv: Dialect,
}

impl Output {
    pub(crate) fn format(&self) -> Format {
        Format::or_usual(self.output)
    }

    /// Returns an empty sheet.
    pub(crate) fn sheet(&self) -> Sheet {
        Sheet::new(self.format(), self.csv)
    }
}

/// Writes the rows of a list. JSON is JOIN's own text of each row.
pub(crate) async fn list<F: Filter>(list: List<F>, options: &Options, out: &mut Out) -> Outcome
where
    F::Row: Row,
{
    match options.output.format() {
        Format::Table | Format::Csv => read(list, options, out).await,
        Format::Json | Format::Ndjson => read(list.with_text(), options, out).await,
    }
}

async fn read<F: Filter>(list: List<F>, options: &Options, out: &mut Out) -> Outcome
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
    output: &Output,
    out: &mut Out,
) -> Outcome {
    let mut sheet = output.sheet();
    let mut progress = Progress::new("rows");
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
    out.exact(&sheet.foot())?;
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
pub(crate) fn write_all<R: Row>(rows: &[R], output: &Output, out: &mut Out) -> Outcome {
    let mut sheet = output.sheet();
    out.exact(&sheet.head::<R>()?)?;
    for row in rows {
        out.exact(&sheet.row(row)?)?;
    }
    out.exact(&sheet.foot())
}

/// Writes the object of a read, and warns of the fields that can't be read.
pub(crate) fn write_read<R: Row>(read: Response<R>, output: &Output, out: &mut Out) -> Result<R, Failure> {
    odd::warn_of_one(read.odd_fields(), output.format());
    write_one(read.get_ref(), output, out)?;
    Ok(read.into_inner())
}

/// Writes one row; in a pipe as one JSON object.
pub(crate) fn write_one<R: Row>(row: &R, output: &Output, out: &mut Out) -> Outcome {
    match output.format() {
        Format::Table => {
            let mut table = comfy_table::Table::new();
            table.load_style(comfy_table::presets::NOTHING);
            for (name, cell) in R::COLUMNS.iter().zip(row.cells()) {
                table.add_row([name.to_uppercase(), one_line(&cell)]);
            }
            writeln!(out, "{table}")
        }
        Format::Json | Format::Ndjson => out.exact(&(crate::output::format::json(row)? + "\n")),
        Format::Csv => write_all(std::slice::from_ref(row), output, out),
    }
}
