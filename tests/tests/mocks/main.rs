//! The mocks as users take them: with the SDK, with its blocking client, with the low-level client alone.

mod blocking;
mod builders;
mod failures;
mod low_level;
mod readme;
mod sdk;
mod wire;

use join_httpmock::JoinMock;
use join_sdk::{ApiToken, JoinBuilder};

/// A builder of a client on the mock.
fn builder(mock: &JoinMock) -> JoinBuilder {
    join_sdk::Join::builder(ApiToken::new(mock.token()).unwrap()).base_url(mock.base_url())
}

fn client(mock: &JoinMock) -> join_sdk::Join {
    builder(mock).build().unwrap()
}
