//! What every operation can expect of a request.

/// Implements what the expectations of all operations have in common.
macro_rules! common {
    ($when:ident) => {
        impl $when {
            /// Expects this token in `Authorization`, as JOIN takes it: raw, without a scheme.
            pub fn authorized(self, token: &str) -> Self {
                Self(self.0.header("authorization", token))
            }

            /// The matcher of httpmock, for what has no method here. Its path is below the prefix of the base URL.
            pub fn into_inner(self) -> ::httpmock::When {
                self.0
            }
        }

        impl std::fmt::Debug for $when {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($when))
            }
        }
    };
}

pub(crate) use common;
