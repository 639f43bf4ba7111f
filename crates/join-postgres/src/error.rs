//! The error type.

use std::fmt;

use sqlx::migrate::MigrateError;

/// Why the shared state could not be read or kept.
///
/// It never holds the URL, a value of a row, or a text of the server that could quote one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    doing: &'static str,
    cause: Cause,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Cause {
    /// No answer in time.
    Late,
    /// No connection.
    Away,
    /// The server's code of an error.
    Server(String),
    Url,
    /// The schema's version, and the one that is needed.
    Behind(i64, i64),
    Migration(String),
    Unreadable,
}

impl Error {
    pub(crate) fn late(doing: &'static str) -> Self {
        Self { doing, cause: Cause::Late }
    }

    pub(crate) fn url() -> Self {
        Self { doing: "reading the database's address", cause: Cause::Url }
    }

    pub(crate) fn behind(version: i64, needed: i64) -> Self {
        Self { doing: "checking the schema", cause: Cause::Behind(version, needed) }
    }

    pub(crate) fn unreadable(doing: &'static str) -> Self {
        Self { doing, cause: Cause::Unreadable }
    }

    pub(crate) fn migration(error: MigrateError) -> Self {
        let doing = "migrating the schema";
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => Self::of(doing, error),
            MigrateError::VersionMismatch(version) => {
                let text = format!("version {version} differs from the one that this program brings");
                Self { doing, cause: Cause::Migration(text) }
            }
            _ => Self { doing, cause: Cause::Migration("its table of versions is damaged".to_owned()) },
        }
    }

    pub(crate) fn of(doing: &'static str, error: sqlx::Error) -> Self {
        let cause = match error {
            sqlx::Error::Database(error) => match error.code() {
                // The statement's own time limit.
                Some(code) if code == "57014" => Cause::Late,
                Some(code) if is_shutdown(&code) => Cause::Away,
                code => Cause::Server(code.unwrap_or_default().into_owned()),
            },
            sqlx::Error::PoolTimedOut => Cause::Late,
            sqlx::Error::Configuration(_) => Cause::Url,
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Cause::Unreadable,
            _ => Cause::Away,
        };
        Self { doing, cause }
    }

    /// Whether the database answered too late or not at all, so that the same may work later.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), join_sdk::Error> {
    /// use std::time::Duration;
    /// use join_postgres::Postgres;
    /// use join_sdk::ApiToken;
    ///
    /// // Nobody listens there.
    /// let nowhere = Postgres::builder("postgres://127.0.0.1:9/join").patience(Duration::from_millis(100));
    /// let error = nowhere.connect(&ApiToken::new("4f7a9c")?).await.unwrap_err();
    /// assert!(error.is_away());
    /// # Ok(()) }
    /// ```
    pub fn is_away(&self) -> bool {
        matches!(self.cause, Cause::Late | Cause::Away)
    }

    /// Whether a table of partitions lacks the one of a row.
    pub(crate) fn is_without_partition(&self) -> bool {
        matches!(&self.cause, Cause::Server(code) if code == "23514")
    }

    /// Whether the schema has to be migrated first.
    pub fn needs_migration(&self) -> bool {
        matches!(self.cause, Cause::Behind(..))
    }
}

/// Whether a server with this code ends or begins, or the connection is lost.
pub(crate) fn is_shutdown(code: &str) -> bool {
    matches!(code, "57P01" | "57P02" | "57P03" | "53300") || code.starts_with("08")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed: ", self.doing)?;
        match &self.cause {
            Cause::Late => f.write_str("the database did not answer in time"),
            Cause::Away => f.write_str("the database is away"),
            Cause::Server(code) => write!(f, "the database refused it with the code {code}"),
            Cause::Url => f.write_str("it is no address such as postgres://user@host/database"),
            Cause::Behind(version, needed) => {
                write!(f, "it is at version {version}, and {needed} is needed; migrate it")
            }
            Cause::Migration(text) => f.write_str(text),
            Cause::Unreadable => {
                f.write_str("what is stored can't be read; a newer version may have written it")
            }
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_failed_and_nothing_of_its_cause() {
        let error = Error::of("taking a lease", sqlx::Error::Protocol("postgres://ada:secret@host".into()));
        assert_eq!(error.to_string(), "taking a lease failed: the database is away");
        assert!(!format!("{error:?}").contains("secret"));
    }
}
