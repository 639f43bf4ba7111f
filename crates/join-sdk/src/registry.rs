//! A map of shared values, one per key, dropped with their last user.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// One value for each key. It lives as long as somebody uses it.
pub(crate) struct WeakRegistry<K, V>(Mutex<HashMap<K, Weak<V>>>);

impl<K: Eq + Hash, V: Default> WeakRegistry<K, V> {
    /// The value of a key: that of others who use it, or a new one.
    pub(crate) fn of(&self, key: K) -> Arc<V> {
        let mut values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = values.get(&key).and_then(Weak::upgrade) {
            return value;
        }
        // Dead entries go before the table would grow, so there are never many more than living ones.
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
    /// Without the keys, which are the caller's.
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
