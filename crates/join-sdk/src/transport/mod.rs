//! One attempt on the wire: the host check, the token, the caps, and the reading of responses.

pub(crate) mod attempt;
pub(crate) mod body;
pub(crate) mod clients;
pub(crate) mod connection;
pub(crate) mod decode;
pub(crate) mod headers;
pub(crate) mod origin;
pub(crate) mod proxy;
pub(crate) mod response_error;
pub(crate) mod tls;
pub(crate) mod token;
