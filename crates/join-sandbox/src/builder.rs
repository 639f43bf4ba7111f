//! The settings of a sandbox, and its start.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::company::clock::Clock;
use crate::company::digest::digest;
use crate::company::seed;
use crate::company::settings::{Paging, Settings};
use crate::company::tags::TagHandling;
use crate::company::world::Shared;
use crate::control;
use crate::data::file::Data;
use crate::faults::cut_connections::{ConnectionCutter, CuttableListener};
use crate::faults::deliveries::Deliveries;
use crate::faults::latency::{Latency, LatencySource};
use crate::faults::panics::Panics;
use crate::faults::quota::{Quota, RateLimit};
use crate::faults::random::Faults;
use crate::faults::rate::Limiter;
use crate::faults::recording::Recording;
use crate::faults::rule::FaultRule;
use crate::faults::rules::FaultRules;
use crate::http::app::{App, Beginning, Traffic};
use crate::http::hosts::Hosts;
use crate::http::operation::Counts;
use crate::http::replay::Replay;
use crate::http::server::{replaying, router};
use crate::inspector::access::Access;
use crate::inspector::router as inspector;
use crate::log::Log;
use crate::replay::file::Recording as RecordedSession;
use crate::replay::player::Player;
use crate::sandbox::JoinSandbox;
use crate::variants::variant::Variant;
use crate::writers::running::Writers;
use crate::writers::writer::Writer;

// Stands here because the builder makes the sandbox: the other way round would be a circle.
impl JoinSandbox {
    /// Starts a sandbox with the default company on a free loopback port.
    ///
    /// # Errors
    ///
    /// Fails when the system has no free port.
    pub async fn start() -> io::Result<JoinSandbox> {
        Self::builder().start().await
    }

    /// A builder, to set the port, seed, size, token or rate limit.
    pub fn builder() -> JoinSandboxBuilder {
        JoinSandboxBuilder::default()
    }
}

/// The settings of a sandbox before its start. See [`JoinSandbox::builder`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use join_sandbox::{JoinSandbox, RateLimit};
///
/// let sandbox = JoinSandbox::builder()
///     .seed(7)
///     .applications(500)
///     .rate_limit(Some(RateLimit { requests: 100, window: Duration::from_secs(1) }))
///     .latency(Duration::from_millis(20))
///     .start()
///     .await?;
/// assert_eq!(sandbox.application_count(), 500);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct JoinSandboxBuilder {
    bind: IpAddr,
    port: u16,
    hosts: Vec<String>,
    seed: u64,
    applications: usize,
    data: Option<Data>,
    clock: Clock,
    token: Option<String>,
    quota: Quota,
    latency: Latency,
    answer_latency: Latency,
    faults: Faults,
    fault_rules: Vec<FaultRule>,
    recorded: usize,
    settings: Settings,
    variants: Vec<Variant>,
    writers: Vec<Writer>,
    job_slots: Option<usize>,
    replay: Option<RecordedSession>,
}

impl Default for JoinSandboxBuilder {
    fn default() -> Self {
        JoinSandboxBuilder {
            bind: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            hosts: Vec::new(),
            seed: 1,
            applications: 120,
            data: None,
            clock: Clock::Fixed,
            token: None,
            quota: Quota::Unlimited,
            latency: Duration::ZERO.into(),
            answer_latency: Duration::ZERO.into(),
            faults: Faults::default(),
            fault_rules: Vec::new(),
            recorded: 1_000,
            settings: Settings::default(),
            variants: Vec::new(),
            writers: Vec::new(),
            job_slots: None,
            replay: None,
        }
    }
}

impl JoinSandboxBuilder {
    /// Sets the address to listen on, 127.0.0.1 by default.
    ///
    /// Anybody who reaches another address than a loopback one can send requests to the sandbox, so keep the token secret.
    /// Requests name their host: this address, a loopback name, or one that [`allow_host`](Self::allow_host) adds.
    #[must_use]
    pub fn bind(mut self, address: impl Into<IpAddr>) -> Self {
        self.bind = address.into();
        self
    }

    /// Adds a host name under which clients reach the sandbox, without scheme and port. Others get a 403.
    ///
    /// Loopback names and addresses are always allowed. Only allow names that nobody else controls.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// use std::net::Ipv4Addr;
    ///
    /// let builder = join_sandbox::JoinSandbox::builder();
    /// let sandbox = builder.bind(Ipv4Addr::UNSPECIFIED).allow_host("sandbox.internal").start().await?;
    /// assert!(!sandbox.address().ip().is_loopback());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.hosts.push(name.into());
        self
    }

    /// Sets the port. The default, 0, takes a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the seed of candidates and applications. The default is 1; the same seed gives the same data.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the number of applications at the start, 120 by default.
    ///
    /// 100,000 take a fraction of a second in a release build.
    #[must_use]
    pub fn applications(mut self, applications: usize) -> Self {
        self.applications = applications;
        self
    }

    /// Sets the company's data, in place of the seeded company and its number of applications.
    #[must_use]
    pub fn data(mut self, data: Data) -> Self {
        self.data = Some(data);
        self
    }

    /// Sets the clock. The default is fixed, so that each run gives the same times.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets the token. The default is fixed for a seed and plainly fake.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets the rate limit by window: the same as [`quota`](Self::quota). The default is `None`.
    #[must_use]
    pub fn rate_limit(self, rate_limit: Option<RateLimit>) -> Self {
        self.quota(rate_limit)
    }

    /// Sets the requests that are allowed. Others get a 429. The default is [`Quota::Unlimited`].
    #[must_use]
    pub fn quota(mut self, quota: impl Into<Quota>) -> Self {
        self.quota = quota.into();
        self
    }

    /// Delays each request before it is handled, as if JOIN were far away. The default is zero.
    #[must_use]
    pub fn latency(mut self, latency: impl Into<Latency>) -> Self {
        self.latency = latency.into();
        self
    }

    /// Delays each response after its request took effect. The default is zero.
    #[must_use]
    pub fn answer_latency(mut self, latency: impl Into<Latency>) -> Self {
        self.answer_latency = latency.into();
        self
    }

    /// Injects random faults. The default is none; see also [`JoinSandbox::set_faults`].
    #[must_use]
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Adds a rule that gives a fault to some requests. See also [`JoinSandbox::add_fault_rule`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::JoinSandbox;
    ///
    /// let sandbox = JoinSandbox::builder()
    ///     .fault_rule("create-application:lose-answer#1".parse()?)
    ///     .fault_rule("reads:status=503@10%".parse()?)
    ///     .start()
    ///     .await?;
    /// assert_eq!(sandbox.fault_rules().len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn fault_rule(mut self, rule: FaultRule) -> Self {
        self.fault_rules.push(rule);
        self
    }

    /// Sets the number of requests kept for [`JoinSandbox::requests`], 1,000 by default.
    #[must_use]
    pub fn recorded(mut self, requests: usize) -> Self {
        self.recorded = requests;
        self
    }

    /// Sets the handling of sent tags. The default keeps them unchanged; see also
    /// [`JoinSandbox::set_tag_handling`].
    #[must_use]
    pub fn tag_handling(mut self, handling: TagHandling) -> Self {
        self.settings.tags = handling;
        self
    }

    /// Sets whether the response to a tag write holds the stored tags. The default is true; JOIN's own is unknown.
    #[must_use]
    pub fn answer_tags(mut self, answered: bool) -> Self {
        self.settings.bare_answers = !answered;
        self
    }

    /// Makes this many reads after each tag write show the old tags, none by default.
    ///
    /// See [`JoinSandbox::stale_reads`].
    #[must_use]
    pub fn stale_reads(mut self, reads: u32) -> Self {
        self.settings.stale_reads = reads;
        self
    }

    /// Sets how lists are paged. The default is as JOIN is known to do it.
    #[must_use]
    pub fn paging(mut self, paging: Paging) -> Self {
        self.settings.paging = paging;
        self
    }

    /// Adds a variant. It counts more than what the other methods set; see [`Variant`].
    #[must_use]
    pub fn variant(mut self, variant: Variant) -> Self {
        self.variants.push(variant);
        self
    }

    /// Adds somebody else who edits tags. See [`Writer`].
    #[must_use]
    pub fn writer(mut self, writer: Writer) -> Self {
        self.writers.push(writer);
        self
    }

    /// Sets how many jobs the plan allows online and offline at once; a write beyond it gets a 403 that speaks of the plan.
    ///
    /// The default is any number. The seeded company has six such jobs, which stay even where the plan has fewer slots.
    #[must_use]
    pub fn job_slots(mut self, slots: usize) -> Self {
        self.job_slots = Some(slots);
        self
    }

    /// Responds from a recording instead of a company.
    ///
    /// Each request gets the recorded responses to the same method, path and query, one after the other, with their
    /// status, headers and body. A read gets the last one again; a further write, and a request that is not in the recording,
    /// get a 404 of the type `NOT_RECORDED`. The token, the limits and the faults of the sandbox hold as ever.
    #[must_use]
    pub fn replay(mut self, recording: RecordedSession) -> Self {
        self.replay = Some(recording);
        self
    }

    /// Creates the company, binds the port and starts the server.
    ///
    /// # Errors
    ///
    /// Fails when the port can't be bound, for example because it is taken. A contradiction between two variants and a
    /// name that is no host name are [`io::ErrorKind::InvalidInput`].
    pub async fn start(self) -> io::Result<JoinSandbox> {
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidInput, error);
        Variant::check(&self.variants).map_err(invalid)?;
        let mut settings = self.settings;
        self.variants.into_iter().for_each(|variant| variant.set(&mut settings));
        let listener = TcpListener::bind((self.bind, self.port)).await?;
        let address = listener.local_addr()?;
        let reached = SocketAddr::new(reachable(address.ip()), address.port());
        let hosts = Hosts::new(address, &self.hosts).map_err(invalid)?;
        let origin = format!("http://{reached}");
        let base_url = format!("{origin}/v2");
        let traffic = Traffic {
            recording: Recording::new(self.recorded),
            limiter: Limiter::new(self.quota),
            door: settings.door,
            served: 0,
            counts: Counts::default(),
        };
        let (seed, applications, clock, job_slots) =
            (self.seed, self.applications, self.clock, self.job_slots);
        let data = self.data;
        let beginning = Beginning {
            company: Box::new(move || {
                let mut store = match &data {
                    Some(data) => data.store(seed, clock),
                    None => seed::company(seed, applications, clock),
                };
                store.settings = settings.clone();
                store.job_slots = job_slots;
                store
            }),
            quota: self.quota,
            faults: self.faults.clone(),
            rules: self.fault_rules.clone(),
            writers: self.writers,
        };
        let app = Arc::new(App {
            shared: Arc::new(Shared::new(origin, (beginning.company)())),
            token: self.token.unwrap_or_else(|| default_token(self.seed)),
            hosts,
            there: LatencySource::new(self.latency, self.seed, "there"),
            back: LatencySource::new(self.answer_latency, self.seed, "back"),
            traffic: Mutex::new(traffic),
            hooks: Mutex::default(),
            faults: Mutex::new(self.faults),
            log: Log::new(),
            rules: FaultRules::new(self.seed, self.fault_rules),
            late: Deliveries::default(),
            panics: Panics::default(),
            writers: Mutex::new(Writers::on(Handle::current())),
            beginning,
        });
        app.start_writers();
        let beside =
            control::routes::router(Arc::clone(&app)).merge(inspector(Arc::clone(&app), Access::of(address)));
        let routes = match self.replay {
            Some(recording) => {
                let player = Arc::new(Player::new(recording));
                let origin = app.shared.origin.as_str().into();
                replaying(Arc::clone(&app), Replay { player, origin }, beside)
            }
            None => router(Arc::clone(&app), beside),
        };
        let service = routes.into_make_service_with_connect_info::<ConnectionCutter>();
        let (stop, stopped) = oneshot::channel();
        let serve = axum::serve(CuttableListener(listener), service).with_graceful_shutdown(async {
            // An error means a dropped sender, which is the signal.
            let _ = stopped.await;
        });
        let server = tokio::spawn(async {
            // Serving ends only with the graceful shutdown, without errors.
            let _ = serve.await;
        });
        Ok(JoinSandbox { app, base_url, address, stop: Some(stop), server })
    }
}

/// An address at which this machine reaches one that it listens on.
fn reachable(bound: IpAddr) -> IpAddr {
    match bound {
        IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        bound => bound,
    }
}

impl fmt::Debug for JoinSandboxBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinSandboxBuilder")
            .field("bind", &self.bind)
            .field("port", &self.port)
            .field("seed", &self.seed)
            .field("applications", &self.applications)
            .field("clock", &self.clock)
            .field("quota", &self.quota)
            .field("variants", &self.variants)
            .field("latency", &self.latency)
            .field("answer_latency", &self.answer_latency)
            .field("faults", &self.faults)
            .field("fault_rules", &self.fault_rules)
            .finish_non_exhaustive()
    }
}

fn default_token(seed: u64) -> String {
    format!("sandbox-token-{:016x}", digest(seed, &["token"]))
}
