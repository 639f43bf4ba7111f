//! A journal that machines share: its entries are rows, its claims are leases.

use std::collections::HashMap;
use std::sync::Arc;

use join_sdk::BoxFuture;
use join_sdk::audit::HashKey;
use join_sdk::journal::{Entry, JournalQuery, JournalStore};
use join_sdk::shared::{Lease, StoreError};
use join_sdk::types::CandidateId;
use sqlx::Row;
use sqlx::postgres::PgRow;
use sqlx::types::Json;

use crate::account::Account;
use crate::database::{Database, place};
use crate::error::Error;
use crate::leases::Leases;

const APPEND: &str = r#"
    insert into "join".entry (id, company, journal, key, is_intent, create_key, run, candidate, saw_tags, entry)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (id) do nothing"#;

/// A key is unsettled while its last entry is an intent.
const UNSETTLED: &str = r#"
    select place from (
        select distinct on (key) place, is_intent from "join".entry
        where journal = $1 and key is not null order by key, place desc
    ) as last where is_intent order by place"#;

/// A [`JournalStore`] in a table. [`Postgres::journal`](crate::Postgres::journal) makes it.
#[derive(Debug)]
pub struct JournalTable {
    database: Arc<Database>,
    leases: Arc<Leases>,
    account: Account,
    /// The journal's name, as its rows have it.
    journal: String,
    hash_key: HashKey,
}

impl JournalTable {
    pub(crate) fn new(database: Arc<Database>, leases: Arc<Leases>, account: Account, name: &str) -> Self {
        let (journal, hash_key) = (account.name("journal", name), account.hash_key());
        Self { database, leases, account, journal, hash_key }
    }

    /// Entries after a place, in the journal's order, up to a thousand. None are left where none come.
    ///
    /// ```no_run
    /// # async fn example(journal: join_postgres::JournalTable) -> Result<(), join_postgres::Error> {
    /// let mut after = 0;
    /// loop {
    ///     let page = journal.page(after).await?;
    ///     let Some((last, _)) = page.last() else { break };
    ///     after = *last;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database is away, or an entry can't be read.
    pub async fn page(&self, after: u64) -> Result<Vec<(u64, Entry)>, Error> {
        let doing = "reading the journal";
        let rows = || {
            let sql = r#"select place, entry from "join".entry
                where journal = $1 and place > $2 order by place limit 1000"#;
            sqlx::query(sql).bind(self.journal.clone()).bind(place(after))
        };
        let rows = self.database.rows(doing, rows).await?;
        rows.iter().map(|row| Ok((number(row, doing)?, entry(row, doing)?))).collect()
    }

    /// The column of a key: of one length, whatever the caller's key is.
    fn hashed(&self, key: Option<&str>) -> Option<String> {
        key.map(|key| self.hash_key.hash(key))
    }

    async fn last_by(
        &self,
        doing: &'static str,
        sql: &'static str,
        key: &str,
    ) -> Result<Option<Entry>, Error> {
        let rows = || sqlx::query(sql).bind(self.journal.clone()).bind(self.hash_key.hash(key));
        let rows = self.database.rows(doing, rows).await?;
        rows.first().map(|row| entry(row, doing)).transpose()
    }

    async fn answer(&self, query: JournalQuery<'_>) -> Result<Vec<u64>, Error> {
        let doing = "looking through the journal";
        let rows = match query {
            JournalQuery::Unsettled => {
                let rows = || sqlx::query(UNSETTLED).bind(self.journal.clone());
                let rows = self.database.rows(doing, rows).await?;
                return rows.iter().map(|row| number(row, doing)).collect();
            }
            JournalQuery::ChangesOf(run) => {
                let rows = || {
                    let sql = r#"select place, entry from "join".entry where journal = $1 and run = $2 order by place"#;
                    sqlx::query(sql).bind(self.journal.clone()).bind(self.hash_key.hash(run))
                };
                self.database.rows(doing, rows).await?
            }
            JournalQuery::AppliedTo(candidate) => {
                let rows = || {
                    let sql = r#"select place, entry from "join".entry
                        where company = $1 and candidate = $2 and journal = $3 order by place"#;
                    let company = self.account.company.clone();
                    sqlx::query(sql).bind(company).bind(candidate.0).bind(self.journal.clone())
                };
                self.database.rows(doing, rows).await?
            }
        };
        let placed = |row: &PgRow| Ok((number(row, doing)?, entry(row, doing)?));
        let entries = rows.iter().map(placed).collect::<Result<Vec<(u64, Entry)>, Error>>()?;
        Ok(query.answer(entries.iter().map(|(place, entry)| (*place, entry))))
    }

    async fn read(&self, places: Vec<u64>) -> Result<Vec<Entry>, Error> {
        let doing = "reading the journal";
        let rows = || {
            let sql = r#"select place, entry from "join".entry where place = any($1) and journal = $2"#;
            let places: Vec<i64> = places.iter().map(|number| place(*number)).collect();
            sqlx::query(sql).bind(places).bind(self.journal.clone())
        };
        let mut found = HashMap::new();
        for row in self.database.rows(doing, rows).await? {
            found.insert(number(&row, doing)?, entry(&row, doing)?);
        }
        let at = |place: &u64| found.get(place).cloned().ok_or_else(|| Error::unreadable(doing));
        places.iter().map(at).collect()
    }
}

impl JournalStore for JournalTable {
    fn append<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            // A repeated statement finds its own row.
            let id = fastrand::i64(..);
            let rows = || {
                let row = sqlx::query(APPEND).bind(id).bind(self.account.company.clone());
                let row = row.bind(self.journal.clone()).bind(self.hashed(entry.write_key()));
                let row = row.bind(matches!(entry, Entry::Intent(_))).bind(self.hashed(entry.create_key()));
                let row = row.bind(self.hashed(entry.run())).bind(entry.candidate().map(|id| id.0));
                row.bind(entry.saw_tags()).bind(Json(entry.clone()))
            };
            self.database.rows("writing the journal", rows).await?;
            Ok(())
        })
    }

    fn claim<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Box<dyn Lease>, StoreError>> {
        Box::pin(async move {
            let name = self.account.name(&self.journal, key);
            Ok(Box::new(self.leases.take(&name).await?) as Box<dyn Lease>)
        })
    }

    fn last<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, StoreError>> {
        const LAST: &str = r#"select entry from "join".entry
            where journal = $1 and key = $2 order by place desc limit 1"#;
        Box::pin(async move { Ok(self.last_by("reading a key of the journal", LAST, key).await?) })
    }

    fn last_create<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, StoreError>> {
        const LAST: &str = r#"select entry from "join".entry
            where journal = $1 and create_key = $2 order by place desc limit 1"#;
        Box::pin(async move { Ok(self.last_by("reading a create of the journal", LAST, key).await?) })
    }

    fn places<'a>(&'a self, query: JournalQuery<'a>) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        Box::pin(async move { Ok(self.answer(query).await?) })
    }

    fn entries(&self, places: Vec<u64>) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>> {
        Box::pin(async move { Ok(self.read(places).await?) })
    }

    fn saw_tags(&self, candidate: CandidateId) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move {
            let doing = "reading a candidate of the journal";
            let row = || {
                let sql = r#"select exists (select from "join".entry
                    where company = $1 and candidate = $2 and journal = $3 and saw_tags) as it_did"#;
                let company = self.account.company.clone();
                sqlx::query(sql).bind(company).bind(candidate.0).bind(self.journal.clone())
            };
            let row = self.database.row(doing, row).await?;
            Ok(row.try_get("it_did").map_err(|error| Error::of(doing, error))?)
        })
    }

    fn hash_key(&self) -> &HashKey {
        &self.hash_key
    }
}

fn entry(row: &PgRow, doing: &'static str) -> Result<Entry, Error> {
    let Json(entry) = row.try_get("entry").map_err(|error| Error::of(doing, error))?;
    Ok(entry)
}

fn number(row: &PgRow, doing: &'static str) -> Result<u64, Error> {
    let place: i64 = row.try_get("place").map_err(|error| Error::of(doing, error))?;
    u64::try_from(place).map_err(|_| Error::unreadable(doing))
}
