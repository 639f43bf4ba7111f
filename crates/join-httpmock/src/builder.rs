//! What all builders have in common: their members, and what becomes of them.

use serde_json::{Map, Value};

/// The members of an object that is being built.
pub(crate) type Members = Map<String, Value>;

/// The members of an object.
pub(crate) fn members(object: Value) -> Members {
    match object {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}

/// A JSON array.
pub(crate) fn array(items: impl Iterator<Item = Value>) -> Value {
    items.collect()
}

/// Implements what every builder has.
macro_rules! common {
    ($builder:ident, $built:path) => {
        impl $builder {
            /// Sets a member to any JSON, also to one that JOIN never sends. The name is JOIN's.
            pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
                self.0.insert(name.to_owned(), value.into());
                self
            }

            /// Leaves a member out. The name is JOIN's.
            pub fn without(mut self, name: &str) -> Self {
                self.0.remove(name);
                self
            }

            /// The object as JSON.
            pub fn into_json(self) -> Value {
                Value::Object(self.0)
            }

            /// The object as the client reads it.
            ///
            /// # Errors
            ///
            /// Fails when [`with`](Self::with) set a member that the type can't hold, or [`without`](Self::without) took
            /// one that it needs.
            pub fn build(self) -> Result<$built, serde_json::Error> {
                serde_json::from_value(self.into_json())
            }
        }

        /// Prints the names of the members, and no values: some are personal.
        impl std::fmt::Debug for $builder {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($builder))?;
                f.debug_set().entries(self.0.keys()).finish()
            }
        }

        impl From<$builder> for Value {
            fn from(builder: $builder) -> Self {
                builder.into_json()
            }
        }

        impl Body<$built> for $builder {
            fn into_json(self) -> Value {
                Self::into_json(self)
            }
        }

        impl Body<$built> for $built {
            fn into_json(self) -> Value {
                Body::into_json(&self)
            }
        }

        impl Body<$built> for &$built {
            fn into_json(self) -> Value {
                serde_json::to_value(self).unwrap_or_default()
            }
        }
    };
}

pub(crate) use common;
