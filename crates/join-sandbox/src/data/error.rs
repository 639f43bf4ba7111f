//! Why a data file is refused: all reasons at once.

use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::io;

/// Problems kept of one file. A file with more is wrong as a whole.
const MOST: usize = 100;

/// A data file that can't be used.
///
/// Its text has one line for each problem, with the place as a JSON pointer. It never quotes what the file says.
///
/// ```
/// use join_sandbox::Data;
///
/// let error = Data::from_json(r#"{"jobs": [{"id": 7}, {"id": 7, "tittle": "Engineer"}]}"#).err().ok_or("it is fine")?;
/// let pointers: Vec<&str> = error.problems().iter().map(|problem| problem.pointer.as_str()).collect();
/// assert_eq!(pointers, ["/jobs/1/tittle", "/jobs/1/id"]);
/// # Ok::<(), &str>(())
/// ```
pub struct DataError(Reason);

enum Reason {
    Unreadable(io::Error),
    TooLarge { most: u64 },
    NotJson(serde_json::Error),
    Problems { first: Vec<DataProblem>, more: usize },
}

/// One problem of a data file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataProblem {
    /// The place in the file as a JSON pointer, such as `/applications/3/job`. Empty for the file as a whole.
    pub pointer: String,
    /// What is wrong and what is right, without a value of the file.
    pub message: String,
}

impl DataError {
    pub(crate) fn unreadable(error: io::Error) -> Self {
        DataError(Reason::Unreadable(error))
    }

    pub(crate) fn too_large(most: u64) -> Self {
        DataError(Reason::TooLarge { most })
    }

    pub(crate) fn not_json(error: serde_json::Error) -> Self {
        DataError(Reason::NotJson(error))
    }

    /// The problems in the order in which they were found, at most 100. Empty when the file is no readable JSON.
    pub fn problems(&self) -> &[DataProblem] {
        match &self.0 {
            Reason::Problems { first, .. } => first,
            _ => &[],
        }
    }
}

impl fmt::Display for DataProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the file" } else { &self.pointer };
        write!(f, "{place} {}", self.message)
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Unreadable(error) => write!(f, "it can't be read: {error}"),
            Reason::TooLarge { most } => write!(f, "it is larger than {} MiB", most / (1024 * 1024)),
            Reason::NotJson(error) => {
                let (line, column) = (error.line(), error.column());
                let what = match error.classify() {
                    serde_json::error::Category::Eof => "it ends in the middle of a value",
                    // The only rule beside JSON's own.
                    serde_json::error::Category::Data => "a field stands twice in one object",
                    _ => "it is not JSON",
                };
                write!(f, "{what}: line {line}, column {column}")
            }
            Reason::Problems { first, more } => {
                let count = first.len() + more;
                write!(f, "{count} {} in it", if count == 1 { "problem is" } else { "problems are" })?;
                first.iter().try_for_each(|problem| write!(f, "\n  {problem}"))?;
                if *more > 0 {
                    write!(f, "\n  and {more} more")?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Debug for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DataError").field(&self.to_string()).finish()
    }
}

impl Error for DataError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Reason::Unreadable(error) => Some(error),
            // The text of the other would quote the file.
            _ => None,
        }
    }
}

/// The problems found so far.
#[derive(Default)]
pub(crate) struct Problems {
    first: RefCell<Vec<DataProblem>>,
    more: RefCell<usize>,
}

impl Problems {
    pub(crate) fn add(&self, pointer: impl Into<String>, message: impl Into<String>) {
        let mut first = self.first.borrow_mut();
        if first.len() == MOST {
            *self.more.borrow_mut() += 1;
            return;
        }
        first.push(DataProblem { pointer: pointer.into(), message: message.into() });
    }

    /// The error of these problems, if there are any.
    pub(crate) fn into_result(self) -> Result<(), DataError> {
        let first = self.first.into_inner();
        if first.is_empty() {
            return Ok(());
        }
        Err(DataError(Reason::Problems { first, more: self.more.into_inner() }))
    }
}
