//! The place where an attempt leaves its value.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::call::response::Response;
use crate::error::{Error, ErrorKind, Result};

/// Holds the value of the attempt that succeeded. The path of a call doesn't know the type of the value, so it is compiled
/// once for all types, and moves no large value from layer to layer.
pub(crate) struct Slot<T>(Mutex<Option<T>>);

impl<T> Slot<T> {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(None))
    }

    pub(crate) fn fill(&self, value: T) {
        *self.lock() = Some(value);
    }

    /// Shows the value, if there is one.
    pub(crate) fn show(&self, see: impl FnOnce(&T)) {
        if let Some(value) = &*self.lock() {
            see(value);
        }
    }

    /// Takes the value of a call that succeeded.
    pub(crate) fn take(&self) -> Result<T> {
        let missing = || Error::new(ErrorKind::Decode, "the attempt succeeded without a value");
        self.lock().take().ok_or_else(missing)
    }

    /// Adds the value to the response that it came with.
    pub(crate) fn answer(&self, response: Response<()>) -> Result<Response<T>> {
        response.try_map(|()| self.take())
    }

    fn lock(&self) -> MutexGuard<'_, Option<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
