//! Machines as processes: killed, and on a database that is restarted.

mod creates;
mod feed;
mod machine;
mod quota;
mod tags;

pub(crate) use creates::creates_of_killed_machines_have_no_duplicates;
pub(crate) use feed::a_feed_whose_followers_are_killed_misses_nothing;
pub(crate) use machine::{MACHINE, machine};
pub(crate) use quota::machines_share_a_quota;
pub(crate) use tags::no_own_tag_is_lost_with_killed_machines_and_a_restarted_database;
