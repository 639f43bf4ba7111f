//! Everything that the process says while the tests run: what it logs, the fields of all spans and events, and its panics.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use join_tests::faults::SEEDS;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

thread_local! {
    /// Whether a panic on this thread is part of a test, and so recorded but not printed.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What is kept of everything that is said.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<Said>>);

#[derive(Default)]
struct Said {
    /// As a log file would hold it.
    log: Vec<u8>,
    /// Values of all fields of spans and events, a line each.
    values: String,
    /// Names of the fields of the SDK's own spans and events.
    names: BTreeSet<String>,
    panics: String,
    panics_of_others: usize,
}

impl Recorder {
    /// The recorder of this process. It listens from the first time on that it is asked for.
    pub fn installed() -> Self {
        static RECORDER: OnceLock<Recorder> = OnceLock::new();
        RECORDER.get_or_init(Recorder::install).clone()
    }

    fn install() -> Self {
        let recorder = Self::default();
        let writer = recorder.clone();
        // Without a filter everything is logged, down to TRACE.
        let log = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
        tracing_subscriber::registry().with(log).with(recorder.clone()).init();

        let listener = recorder.clone();
        let printing = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let quiet = QUIET.get();
            {
                let mut said = listener.said();
                let _ = writeln!(said.panics, "{panic}");
                said.panics_of_others += usize::from(!quiet);
            }
            if !quiet {
                printing(panic);
            }
        }));
        recorder
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.0.lock().unwrap()
    }

    /// The first place where one of the words was said, or is in what was printed.
    pub fn find(&self, words: &[&str], printed: &str) -> Option<String> {
        let said = self.said();
        let log = String::from_utf8_lossy(&said.log);
        let places = [
            ("the log", &*log),
            ("a field", &said.values),
            ("a panic", &said.panics),
            ("what was printed", printed),
        ];
        words.iter().find_map(|word| {
            let (place, text) = places.iter().find(|(_, text)| text.contains(word))?;
            let line = text.lines().find(|line| line.contains(word))?;
            Some(format!("{word} is in {place}: {line}"))
        })
    }

    /// Fails when a seed was said.
    #[track_caller]
    pub fn assert_silent(&self, printed: &str) {
        assert_eq!(self.find(SEEDS, printed), None);
    }

    /// Whether something was said by this part of the process.
    pub fn hears(&self, part: &str) -> bool {
        self.find(&[part], "").is_some()
    }

    /// Panics that were no part of a test.
    pub fn panics_of_others(&self) -> usize {
        self.said().panics_of_others
    }

    /// All fields that the SDK's spans and events have had, a line each.
    pub fn fields_of_the_sdk(&self) -> String {
        self.said().names.iter().map(|name| format!("{name}\n")).collect()
    }

    fn keep_names(&self, what: &Metadata<'_>) {
        if !what.target().starts_with("join_sdk") && !what.target().starts_with("join_client") {
            return;
        }
        // The name of an event is the line of the code.
        let of = if what.is_span() { what.name() } else { "event" };
        let names = what.fields().iter().map(|field| format!("{of}: {field}"));
        self.said().names.extend(names);
    }
}

/// Runs something that is to panic, without printing the panic.
pub fn quietly<T>(run: impl FnOnce() -> T) -> T {
    QUIET.set(true);
    let outcome = run();
    QUIET.set(false);
    outcome
}

impl Write for Recorder {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.said().log.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<S: Subscriber> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.keep_names(attributes.metadata());
        attributes.record(&mut Values(self));
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        values.record(&mut Values(self));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.keep_names(event.metadata());
        event.record(&mut Values(self));
    }
}

struct Values<'a>(&'a Recorder);

impl Visit for Values<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = writeln!(self.0.said().values, "{field}={value}");
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Formatted before the lock is taken: the value may log while it is.
        let line = format!("{field}={value:?}\n");
        self.0.said().values.push_str(&line);
    }
}
