//! The services of the tests: the one that receives changes, and the cursors of the feeds.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use join_restate::{Companies, restate_sdk};
use join_sdk::changes::{Cursor, CursorSaved, CursorStore, CursorVersion, Following, StoredCursor};
use join_sdk::shared::StoreError;
use join_sdk::testing::SharedMemory;
use join_sdk::{BoxFuture, Join};
use restate_sdk::prelude::*;
use serde_json::Value;

use crate::service::{self, OneCompany};

/// The feed whose cursor has a lease.
pub(crate) const LEASED: &str = "leased";
/// Beside the file of what is received. While it is there, no cursor of the leased feed is saved.
pub(crate) const FULL_DISK: &str = "full-disk";

/// Serves them, with what they receive in a file.
pub(crate) async fn serve(file: PathBuf) -> Result<(), Box<dyn Error>> {
    let leased = Leased { memory: SharedMemory::default(), full_disk: file.with_file_name(FULL_DISK) };
    let companies = Stores { company: service::company().await?, leased };
    let endpoint = Endpoint::builder().bind(Onboarding { file });
    service::serve(join_restate::bind(endpoint, companies).build()).await
}

/// Keeps what it receives.
struct Onboarding {
    file: PathBuf,
}

#[restate_sdk::service]
impl Onboarding {
    #[handler]
    async fn changed(&self, _context: Context<'_>, change: Json<Value>) -> HandlerResult<()> {
        let mut file = std::fs::File::options().create(true).append(true).open(&self.file)?;
        file.write_all(format!("{}\n", change.0).as_bytes())?;
        Ok(())
    }
}

/// The company of the example, with one more store.
#[derive(Debug)]
struct Stores {
    company: OneCompany,
    leased: Leased,
}

impl Companies for Stores {
    fn client<'a>(&'a self, company: &'a str) -> BoxFuture<'a, Result<Option<Join>, StoreError>> {
        self.company.client(company)
    }

    fn cursor<'a>(
        &'a self,
        company: &'a str,
        feed: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<dyn CursorStore>>, StoreError>> {
        if feed == LEASED {
            let store = self.leased.clone();
            return Box::pin(async move { Ok(Some(Arc::new(store) as _)) });
        }
        self.company.cursor(company, feed)
    }
}

/// A cursor with one follower at a time.
#[derive(Debug, Clone)]
struct Leased {
    memory: SharedMemory,
    full_disk: PathBuf,
}

impl CursorStore for Leased {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredCursor>, StoreError>> {
        self.memory.load()
    }

    fn save<'a>(
        &'a self,
        cursor: &'a Cursor,
        over: CursorVersion,
    ) -> BoxFuture<'a, Result<CursorSaved, StoreError>> {
        if self.full_disk.exists() {
            return Box::pin(async { Err("the disk is full".into()) });
        }
        self.memory.save(cursor, over)
    }

    fn follow(&self) -> BoxFuture<'_, Result<Following, StoreError>> {
        self.memory.follow()
    }
}
