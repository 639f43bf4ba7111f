//! One file or folder for each command.

pub(crate) mod bench;
pub(crate) mod compat;
pub(crate) mod conform;
pub(crate) mod dist;
pub(crate) mod drift;
pub(crate) mod lint;
pub(crate) mod new_operation;
pub(crate) mod pictures;
pub(crate) mod regen;
pub(crate) mod rooms;
pub(crate) mod scale;
pub(crate) mod semver;
pub(crate) mod surface;
