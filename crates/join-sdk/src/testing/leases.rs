//! Leases by name, in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::shared::Lease;

/// The holders by name.
#[derive(Debug, Default)]
pub(super) struct Leases {
    table: Mutex<Table>,
    freed: Notify,
}

#[derive(Debug, Default)]
struct Table {
    holders: HashMap<String, u64>,
    given: u64,
}

/// One holder's lease.
struct Held {
    leases: Arc<Leases>,
    name: String,
    holder: u64,
}

impl Leases {
    /// Takes the lease, if it is free.
    pub(super) fn try_take(self: &Arc<Self>, name: &str) -> Option<Box<dyn Lease>> {
        let mut table = self.table();
        if table.holders.contains_key(name) {
            return None;
        }
        table.given += 1;
        let holder = table.given;
        table.holders.insert(name.to_owned(), holder);
        Some(Box::new(Held { leases: Arc::clone(self), name: name.to_owned(), holder }))
    }

    /// Waits for the lease and takes it.
    pub(super) async fn take(self: &Arc<Self>, name: &str) -> Box<dyn Lease> {
        loop {
            let freed = self.freed.notified();
            if let Some(lease) = self.try_take(name) {
                return lease;
            }
            freed.await;
        }
    }

    /// Ends all leases, as if their time was over.
    pub(super) fn end(&self) {
        self.table().holders.clear();
        self.freed.notify_waiters();
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease for Held {
    fn is_held(&self) -> bool {
        self.leases.table().holders.get(&self.name) == Some(&self.holder)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut table = self.leases.table();
        if table.holders.get(&self.name) == Some(&self.holder) {
            table.holders.remove(&self.name);
            drop(table);
            self.leases.freed.notify_waiters();
        }
    }
}
