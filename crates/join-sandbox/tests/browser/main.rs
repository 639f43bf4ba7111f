//! The inspector in a real browser: a headless Chromium, driven over its DevTools protocol.
//!
//! Where no Chromium is installed each test is counted as ignored, and the command that installs it is printed. With
//! `INSPECTOR_IMAGES=FOLDER` the run writes the images of the guide there, and tests nothing.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failing step fails the test"
)]

mod accessibility;
mod chromium;
mod company;
mod images;
mod keyboard;
mod live;
mod looks;
mod scripts;
mod tab;

use std::future::Future;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::chromium::Chromium;
use crate::tab::Tab;

/// More than any test takes on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(120);

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let program = chromium::find();
    if program.is_none() && !arguments.list {
        eprintln!(
            "Chromium is not installed, so the tests in a browser are ignored. Install it with:\n  {}",
            chromium::INSTALL
        );
    }
    let browser = match program.as_deref().filter(|_| !arguments.list).map(Chromium::start) {
        Some(Ok(browser)) => Some(Arc::new(browser)),
        Some(Err(error)) => {
            eprintln!("Chromium is installed and does not start: {error}");
            return ExitCode::FAILURE;
        }
        None => None,
    };
    if let Some(folder) = std::env::var_os("INSPECTOR_IMAGES") {
        let Some(browser) = browser else { return ExitCode::FAILURE };
        run(async { images::write(&mut Tab::open(&browser).await, folder.as_ref()).await });
        return ExitCode::SUCCESS;
    }
    let is_installed = program.is_some();
    let mut trials = Vec::new();
    macro_rules! trial {
        ($area:ident :: $name:ident) => {{
            let browser = browser.clone();
            let name = concat!(stringify!($area), "::", stringify!($name));
            let trial = Trial::test(name, move || {
                let browser = browser
                    .ok_or_else(|| Failed::from(format!("Chromium is missing: {}", chromium::INSTALL)))?;
                run(async { $area::$name(&mut Tab::open(&browser).await).await });
                Ok(())
            });
            trials.push(trial.with_ignored_flag(!is_installed));
        }};
    }
    trial!(looks::no_page_has_an_error_or_breaks_the_policy);
    trial!(looks::an_error_and_a_broken_policy_would_be_seen);
    trial!(looks::light_and_dark_have_enough_contrast);
    trial!(looks::a_narrow_screen_does_not_scroll_sideways);
    trial!(looks::paper_has_no_navigation_and_whole_tables);
    trial!(keyboard::the_first_tab_is_a_skip_link_that_leads_to_the_content);
    trial!(keyboard::tab_visits_everything_in_order_and_shows_where_it_is);
    trial!(keyboard::a_filter_is_typed_and_sent);
    trial!(accessibility::each_control_and_landmark_has_a_name);
    trial!(accessibility::the_live_log_speaks_in_a_status);
    trial!(scripts::everything_but_the_live_log_works_without);
    trial!(live::a_request_appears_while_the_page_is_open);
    trial!(live::a_pause_holds_rows_back_and_its_end_brings_them);
    trial!(live::the_page_says_when_the_sandbox_is_gone);
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(PATIENCE, test).await }).unwrap();
}
