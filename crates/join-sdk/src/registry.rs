//! A map of shared values, one per key, dropped with their last user.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// A map of one value per key. A value lives as long as its users.
pub(crate) struct WeakRegistry<K, V>(Mutex<HashMap<K, Weak<V>>>);

impl<K: Eq + Hash, V: Default> WeakRegistry<K, V> {
    /// Returns the key's shared value, or creates it.
    pub(crate) fn of(&self, key: K) -> Arc<V> {
        let mut values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = values.get(&key).and_then(Weak::upgrade) {
            return value;
        }
        // Dead entries go before the table grows, so there are never many more than living ones.
        if values.len() == values.capacity() {
            values.retain(|_, value| value.strong_count() > 0);
        }
        let value = Arc::default();
        values.insert(key, Arc::downgrade(&value));
        value
    }
}

impl<K, V> Default for WeakRegistry<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K, V> fmt::Debug for WeakRegistry<K, V> {
    /// Hides the keys, which are the caller's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakRegistry").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_has_one_value_and_nothing_stays_behind() {
        let keyed: WeakRegistry<String, Mutex<u32>> = WeakRegistry::default();
        let one = keyed.of("a".to_owned());
        assert!(
            Arc::ptr_eq(&one, &keyed.of("a".to_owned())) && !Arc::ptr_eq(&one, &keyed.of("b".to_owned()))
        );
        for number in 0..10_000 {
            keyed.of(number.to_string());
        }
        assert!(keyed.0.lock().unwrap().len() < 100);
        assert!(Arc::ptr_eq(&one, &keyed.of("a".to_owned())));
    }
}
