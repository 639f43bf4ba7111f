//! The checks: from replies to findings. Pure.

pub(super) mod access;
mod applications;
mod connection;
mod fields;
mod lists;

use super::finding::Finding;
use super::observation::Observations;
use super::sample::Sample;

pub(super) use connection::Setting;
pub(super) use lists::Paging;

/// Runs all checks.
pub(super) fn all(setting: &Setting, seen: &Observations, sample: &Sample) -> Vec<Finding> {
    let mut findings = connection::check(setting, seen);
    findings.extend(access::check(seen));
    findings.extend(lists::check(seen));
    findings.extend(applications::check(seen));
    findings.extend(fields::check(sample));
    findings
}

#[cfg(test)]
mod tests;
