//! What can be changed while a sandbox runs: variants, the quota and the writers.

use crate::company::settings::Settings;
use crate::faults::quota::Quota;
use crate::faults::rate::Limiter;
use crate::sandbox::JoinSandbox;
use crate::text::error::SettingError;
use crate::variants::variant::Variant;
use crate::writers::running::RunningWriter;
use crate::writers::writer::Writer;

impl JoinSandbox {
    /// The variants in force, whatever set them, in the order of [`Variant::forms`].
    pub fn variants(&self) -> Vec<Variant> {
        self.app.settings(Variant::in_force)
    }

    /// Puts a variant in force from now on. It replaces another value of the same variant.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::{JoinSandbox, Variant};
    ///
    /// let sandbox = JoinSandbox::builder().variant(Variant::PageCap(25)).start().await?;
    /// sandbox.set_variant(Variant::PageCap(10));
    /// sandbox.set_variant("trim-tags".parse()?);
    /// assert_eq!(sandbox.variants(), [Variant::PageCap(10), Variant::TrimTags]);
    /// sandbox.set_variants([])?; // as JOIN is known to do it
    /// assert!(sandbox.variants().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_variant(&self, variant: Variant) {
        self.app.change_settings(|settings| variant.set(settings));
    }

    /// Puts exactly these variants in force from now on. All others end.
    ///
    /// # Errors
    ///
    /// Fails and changes nothing when two of them give one thing two values.
    pub fn set_variants(&self, variants: impl IntoIterator<Item = Variant>) -> Result<(), SettingError> {
        let variants: Vec<Variant> = variants.into_iter().collect();
        Variant::check(&variants)?;
        self.app.change_settings(|settings| {
            *settings = Settings::default();
            variants.into_iter().for_each(|variant| variant.set(settings));
        });
        Ok(())
    }

    /// The requests that are allowed.
    pub fn quota(&self) -> Quota {
        self.app.traffic().limiter.quota()
    }

    /// Sets the requests that are allowed, from now on. The count starts anew.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::{JoinSandbox, Quota};
    ///
    /// let sandbox = JoinSandbox::start().await?;
    /// sandbox.set_quota("100/10s".parse::<Quota>()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_quota(&self, quota: impl Into<Quota>) {
        self.app.traffic().limiter = Limiter::new(quota.into());
    }

    /// Starts a writer, which edits tags until it is stopped, has made its edits, or the sandbox ends. Returns its id.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = join_sandbox::JoinSandbox::start().await?;
    /// let id = sandbox.start_writer("rival add sync:{number} every 200ms".parse()?);
    /// assert_eq!(sandbox.writers()[0].id, id);
    /// assert!(sandbox.stop_writer(id));
    /// # Ok(())
    /// # }
    /// ```
    pub fn start_writer(&self, writer: Writer) -> u64 {
        self.app.start_writer(writer)
    }

    /// Stops a writer. What it read and has not yet written is never written. False when none has this id.
    pub fn stop_writer(&self, id: u64) -> bool {
        self.app.stop_writer(id)
    }

    /// The writers that were started and not stopped, oldest first, with their edits so far.
    pub fn writers(&self) -> Vec<RunningWriter> {
        self.app.writers().list()
    }

    /// The number of requests whose handler or hook panicked. Each got a 500.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = join_sandbox::JoinSandbox::start().await?;
    /// // ... the client under test, with hooks that assert ...
    /// assert_eq!(sandbox.panics(), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn panics(&self) -> u64 {
        self.app.panics.count()
    }
}
