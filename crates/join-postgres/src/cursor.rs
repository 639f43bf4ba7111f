//! The cursor of a change feed, and the lease of its one follower.

use std::sync::Arc;
use std::time::Duration;

use join_sdk::BoxFuture;
use join_sdk::changes::{Cursor, CursorSaved, CursorStore, CursorVersion, Following, StoredCursor};
use join_sdk::shared::StoreError;
use sqlx::Row;

use crate::account::Account;
use crate::database::{Database, place};
use crate::error::Error;
use crate::leases::{Leases, Taken};

/// The longest time between two questions of a process that stands by: it takes over soon after the lease.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// Saves over the version that was known. A repeated statement finds what it saved.
const SAVE: &str = r#"
    insert into "join".cursor as c (feed, company, version, cursor)
    select $1, $2, $3 + 1, $4 where $3 = 0 or exists (select from "join".cursor where feed = $1)
    on conflict (feed) do update set version = excluded.version, cursor = excluded.cursor, at = clock_timestamp()
    where c.version = $3 or (c.version = $3 + 1 and c.cursor = excluded.cursor)
    returning version"#;

/// A [`CursorStore`] in a row. [`Postgres::cursor`](crate::Postgres::cursor) makes it.
#[derive(Debug, Clone)]
pub struct CursorRow {
    database: Arc<Database>,
    leases: Arc<Leases>,
    company: String,
    feed: String,
}

impl CursorRow {
    pub(crate) fn new(database: Arc<Database>, leases: Arc<Leases>, account: &Account, name: &str) -> Self {
        let (company, feed) = (account.company.clone(), account.name("feed", name));
        Self { database, leases, company, feed }
    }
}

impl CursorStore for CursorRow {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredCursor>, StoreError>> {
        Box::pin(async move {
            let doing = "reading a cursor";
            let sql = r#"select version, cursor from "join".cursor where feed = $1"#;
            let rows = self.database.rows(doing, || sqlx::query(sql).bind(self.feed.clone())).await?;
            let Some(row) = rows.first() else { return Ok(None) };
            let version: i64 = row.try_get("version").map_err(|error| Error::of(doing, error))?;
            let text: Vec<u8> = row.try_get("cursor").map_err(|error| Error::of(doing, error))?;
            let version = CursorVersion(u64::try_from(version)?);
            Ok(Some(StoredCursor { cursor: Cursor::decode(&text)?, version }))
        })
    }

    fn save<'a>(
        &'a self,
        cursor: &'a Cursor,
        over: CursorVersion,
    ) -> BoxFuture<'a, Result<CursorSaved, StoreError>> {
        Box::pin(async move {
            let text = cursor.encode();
            let rows = || {
                let row = sqlx::query(SAVE).bind(self.feed.clone()).bind(self.company.clone());
                row.bind(place(over.0)).bind(text.clone())
            };
            let saved = self.database.rows("saving a cursor", rows).await?;
            Ok(match saved.is_empty() {
                true => CursorSaved::Overtaken,
                false => CursorSaved::Saved(CursorVersion(over.0 + 1)),
            })
        })
    }

    fn follow(&self) -> BoxFuture<'_, Result<Following, StoreError>> {
        Box::pin(async move {
            Ok(match self.leases.try_take(&self.feed).await? {
                Taken::Mine(held) => Following::Active(Box::new(held)),
                Taken::Others(left) => Following::Standby { retry_in: left.min(ASK_AGAIN) },
            })
        })
    }
}
