//! The lock of each candidate, and what the edits of all machines want.

use std::sync::Arc;

use join_sdk::BoxFuture;
use join_sdk::shared::{Lease, StoreError};
use join_sdk::tags::{TagEdit, TagLock};
use join_sdk::types::CandidateId;
use sqlx::Row;
use sqlx::types::Json;

use crate::account::Account;
use crate::database::{Database, place};
use crate::error::Error;
use crate::leases::Leases;

/// A [`TagLock`] on leases. [`Postgres::tag_lock`](crate::Postgres::tag_lock) makes it.
#[derive(Debug, Clone)]
pub struct Locks {
    pub(crate) database: Arc<Database>,
    pub(crate) leases: Arc<Leases>,
    pub(crate) account: Account,
}

impl TagLock for Locks {
    fn lock(&self, candidate: CandidateId) -> BoxFuture<'_, Result<Box<dyn Lease>, StoreError>> {
        Box::pin(async move {
            let name = self.account.name("tags", &candidate.to_string());
            Ok(Box::new(self.leases.take(&name).await?) as Box<dyn Lease>)
        })
    }

    fn register<'a>(
        &'a self,
        candidate: CandidateId,
        edit: &'a TagEdit,
    ) -> BoxFuture<'a, Result<u64, StoreError>> {
        Box::pin(async move {
            let doing = "registering an edit";
            let row = || {
                let sql = r#"insert into "join".edit (company, candidate, edit) values ($1, $2, $3) returning number"#;
                sqlx::query(sql).bind(self.account.company.clone()).bind(candidate.0).bind(Json(edit.clone()))
            };
            let row = self.database.row(doing, row).await?;
            Ok(number(&row, doing)?)
        })
    }

    fn withdraw(&self, candidate: CandidateId, number: u64) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let rows = || {
                let sql = r#"delete from "join".edit where company = $1 and candidate = $2 and number = $3"#;
                sqlx::query(sql).bind(self.account.company.clone()).bind(candidate.0).bind(place(number))
            };
            self.database.rows("withdrawing an edit", rows).await?;
            Ok(())
        })
    }

    fn later(
        &self,
        candidate: CandidateId,
        number: u64,
    ) -> BoxFuture<'_, Result<Vec<(u64, TagEdit)>, StoreError>> {
        Box::pin(async move {
            let doing = "reading later edits";
            let rows = || {
                let sql = r#"select number, edit from "join".edit
                    where company = $1 and candidate = $2 and number > $3 order by number"#;
                sqlx::query(sql).bind(self.account.company.clone()).bind(candidate.0).bind(place(number))
            };
            let mut later = Vec::new();
            for row in self.database.rows(doing, rows).await? {
                let Json(edit) = row.try_get("edit").map_err(|error| Error::of(doing, error))?;
                later.push((self::number(&row, doing)?, edit));
            }
            Ok(later)
        })
    }
}

fn number(row: &sqlx::postgres::PgRow, doing: &'static str) -> Result<u64, Error> {
    let number: i64 = row.try_get("number").map_err(|error| Error::of(doing, error))?;
    u64::try_from(number).map_err(|_| Error::unreadable(doing))
}
