//! Callers with the same key take turns, so that one of them sends and the others see what came of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// A turn of each key. An entry lives as long as somebody uses it.
#[derive(Default)]
pub(super) struct Claims(Mutex<HashMap<String, Weak<Turn>>>);

/// Held by who sends.
pub(crate) type Turn = tokio::sync::Mutex<()>;

impl Claims {
    pub(super) fn of(&self, key: &str) -> Arc<Turn> {
        let mut claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = claims.get(key).and_then(Weak::upgrade) {
            return turn;
        }
        // Dead entries go when there are as many as living ones can be.
        if claims.len() == claims.capacity() {
            claims.retain(|_, turn| turn.strong_count() > 0);
        }
        let turn = Arc::default();
        claims.insert(key.to_owned(), Arc::downgrade(&turn));
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_has_one_turn_and_nothing_stays_behind() {
        let claims = Claims::default();
        let one = claims.of("a");
        assert!(Arc::ptr_eq(&one, &claims.of("a")) && !Arc::ptr_eq(&one, &claims.of("b")));
        for number in 0..10_000 {
            claims.of(&number.to_string());
        }
        assert!(claims.0.lock().unwrap().len() < 100);
        assert!(Arc::ptr_eq(&one, &claims.of("a")));
    }
}
