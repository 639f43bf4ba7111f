//! Which operations get faults.

use std::fmt;
use std::str::FromStr;

use crate::company::operation::Operation;
use crate::text::error::SettingError;

/// Selects the operations that get faults.
///
/// Its text is `all`, `reads`, `writes`, or names of operations with commas between them.
///
/// ```
/// use join_sandbox::{Operation, Operations};
///
/// assert_eq!("writes".parse(), Ok(Operations::Writes));
/// let both: Operations = "get-job,list-jobs".parse()?;
/// assert_eq!(both, Operations::Only(vec![Operation::GetJob, Operation::ListJobs]));
/// # Ok::<(), join_sandbox::SettingError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operations {
    /// All operations, downloads and unknown paths too.
    #[default]
    All,
    /// Operations that change nothing, downloads too.
    Reads,
    /// Operations that change something.
    Writes,
    /// These operations.
    Only(Vec<Operation>),
}

const WORDS: [&str; 3] = ["all", "reads", "writes"];

impl Operations {
    pub(crate) fn hold(&self, operation: Operation) -> bool {
        match self {
            Operations::All => true,
            Operations::Reads => !operation.is_write() && operation != Operation::Other,
            Operations::Writes => operation.is_write(),
            Operations::Only(operations) => operations.contains(&operation),
        }
    }
}

impl From<Operation> for Operations {
    fn from(operation: Operation) -> Self {
        Operations::Only(vec![operation])
    }
}

impl fmt::Display for Operations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operations::All => f.write_str("all"),
            Operations::Reads => f.write_str("reads"),
            Operations::Writes => f.write_str("writes"),
            Operations::Only(operations) => {
                let names: Vec<String> = operations.iter().map(|operation| operation.hyphenated()).collect();
                f.write_str(&names.join(","))
            }
        }
    }
}

impl FromStr for Operations {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        match text.trim() {
            "all" => return Ok(Operations::All),
            "reads" => return Ok(Operations::Reads),
            "writes" => return Ok(Operations::Writes),
            _ => {}
        }
        let read = |name: &str| match name.trim() {
            word if WORDS.contains(&word) => {
                Err(SettingError::new(format!("{word} stands alone, without other operations")))
            }
            name => Operation::find(name).ok_or_else(|| Operation::unknown(name, &WORDS)),
        };
        text.split(',').map(read).collect::<Result<_, _>>().map(Operations::Only)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_part_the_operations_and_unknown_paths_are_neither() {
        for operation in Operation::ALL {
            let held = [Operations::Reads, Operations::Writes].map(|operations| operations.hold(operation));
            let expected = match operation {
                Operation::Other => [false, false],
                operation => [!operation.is_write(), operation.is_write()],
            };
            assert_eq!((held, Operations::All.hold(operation)), (expected, true), "{operation}");
        }
    }

    #[test]
    fn a_text_is_read_back_as_written() {
        for text in ["all", "reads", "writes", "get-job", "get-job,download-attachment,other"] {
            assert_eq!(text.parse::<Operations>().unwrap().to_string(), text);
        }
        let message = |text: &str| text.parse::<Operations>().unwrap_err().to_string();
        assert_eq!(message("writse"), "there is no operation \"writse\"; did you mean writes?");
        assert_eq!(message("writes,get-job"), "writes stands alone, without other operations");
        assert!(
            message("get-job,").starts_with("there is no operation \"\"; known are all, reads, writes, ")
        );
    }
}
