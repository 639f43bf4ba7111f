//! The database late or away, through a proxy that stalls and cuts: what goes on, and what is refused.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use join_postgres::{Postgres, PostgresBuilder, WhenAway};
use join_sandbox::{JoinSandbox, Operation};
use join_sdk::journal::Journal;
use join_sdk::tags::{ApplyOptions, CandidateRef};
use join_sdk::types::{ApplicationId, CandidateId, JobStatus};
use join_sdk::{ApiToken, ErrorKind, Join, NewApplication, RequestOptions};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, UnixStream};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::server::Server;
use crate::stores::{edit, token};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Open,
    /// Nothing passes, and no connection ends.
    Stalled,
    /// Connections end, and new ones are refused.
    Cut,
}

/// The way to the server.
struct Proxy {
    address: SocketAddr,
    way: Arc<watch::Sender<Way>>,
}

impl Proxy {
    async fn start(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (socket, way) = (server.socket(), Arc::new(watch::Sender::new(Way::Open)));
        let proxy = Self { address, way: Arc::clone(&way) };
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (socket, mut way) = (socket.clone(), way.subscribe());
                tokio::spawn(async move {
                    if *way.borrow() == Way::Cut {
                        return;
                    }
                    let _ = way.wait_for(|way| *way == Way::Open).await;
                    let Ok(mut server) = UnixStream::connect(socket).await else { return };
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut server) => return,
                        _ = way.wait_for(|way| *way != Way::Open) => {}
                    }
                    // A stalled way never opens for what is on it.
                    let _ = way.wait_for(|way| *way == Way::Cut).await;
                });
            }
        });
        proxy
    }

    /// The address of this database by way of the proxy.
    fn through(&self, url: &str) -> String {
        let name = url.split('/').nth(3).unwrap().split('?').next().unwrap();
        format!("postgres://join@{}/{name}?sslmode=disable", self.address)
    }

    fn set(&self, way: Way) {
        self.way.send_replace(way);
    }
}

struct Fixture {
    proxy: Proxy,
    sandbox: JoinSandbox,
    join: Join,
    candidate: CandidateRef,
}

impl Fixture {
    async fn start(server: &Server, options: impl Fn(PostgresBuilder) -> PostgresBuilder) -> Self {
        let proxy = Proxy::start(server).await;
        let sandbox = JoinSandbox::start().await.unwrap();
        let builder =
            Postgres::builder(&proxy.through(&server.database())).patience(Duration::from_millis(600));
        let postgres = options(builder).connect(&token()).await.unwrap();
        let join = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
        let join = join.quota_store(postgres.quota()).tag_lock(postgres.tag_lock());
        let join = join.journal(Journal::on(postgres.journal("writes"))).build().unwrap();
        let id = sandbox.candidates()[0];
        let candidate = CandidateRef::new(CandidateId(id), ApplicationId(sandbox.applications_of(id)[0]));
        Self { proxy, sandbox, join, candidate }
    }

    /// Tries a write of each kind, and returns what each was refused with.
    async fn writes(&self) -> [join_sdk::Error; 3] {
        let (edit, apply) = (edit("a"), ApplyOptions::default().deadline(Duration::from_secs(20)));
        let ada =
            NewApplication::new(job(&self.join).await, "Ada", "Lovelace", "ada@person.example").unwrap();
        let ada = ada.external_id("inq_1").unwrap();
        [
            self.join.tags(&self.candidate).edit(&edit, apply).await.unwrap_err(),
            self.join
                .candidates()
                .add_note_once(self.candidate.candidate(), "k", "Verified")
                .await
                .unwrap_err(),
            self.join.applications().create(&ada).await.unwrap_err(),
        ]
    }

    fn written(&self) -> u64 {
        let writes =
            [Operation::UpdateCandidate, Operation::CreateCandidateNote, Operation::CreateApplication];
        writes.map(|operation| self.sandbox.received(operation)).iter().sum()
    }
}

async fn job(join: &Join) -> join_sdk::types::JobId {
    let jobs = join.jobs().list().status(JobStatus::Online).page(1).await.unwrap().rows;
    jobs.into_iter().next().unwrap().unwrap().id
}

async fn refuses(fixture: &Fixture) {
    for error in fixture.writes().await {
        assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Refused, false), "{error}");
    }
    assert_eq!(fixture.written(), 0, "nothing was sent");
}

/// Writes work again by themselves. A connection that is made anew on a busy machine may take longer than the patience.
async fn goes_on(fixture: &Fixture) {
    let edit = edit("a");
    for _ in 0..20 {
        match fixture.join.tags(&fixture.candidate).edit(&edit, ApplyOptions::default()).await {
            Ok(_) => return,
            Err(error) => assert_eq!(error.kind(), ErrorKind::Refused, "{error}"),
        }
    }
    panic!("20 edits were refused since the database is back");
}

pub(crate) async fn without_the_database_reads_go_on_and_writes_are_refused(server: &Server) {
    let fixture = Fixture::start(server, |builder| builder).await;
    job(&fixture.join).await;
    fixture.proxy.set(Way::Cut);
    job(&fixture.join).await;
    refuses(&fixture).await;
    fixture.proxy.set(Way::Open);
    goes_on(&fixture).await;
}

pub(crate) async fn a_database_that_stalls_costs_no_more_than_the_patience(server: &Server) {
    let fixture = Fixture::start(server, |builder| builder.connections(2)).await;
    job(&fixture.join).await;
    fixture.proxy.set(Way::Stalled);
    let began = Instant::now();
    job(&fixture.join).await;
    assert!(began.elapsed() < Duration::from_secs(3), "a read waits for its quota only");
    refuses(&fixture).await;
    // What is on the stalled way stays there: the next connections are new ones.
    fixture.proxy.set(Way::Open);
    goes_on(&fixture).await;
}

pub(crate) async fn a_machine_may_wait_for_its_quota(server: &Server) {
    let fixture = Fixture::start(server, |builder| builder.when_away(WhenAway::Wait)).await;
    fixture.proxy.set(Way::Cut);
    let hasty = fixture.join.with_options(RequestOptions::new().call_timeout(Duration::from_millis(900)));
    let error = hasty.offices().list().page(1).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 0), "{error}");
    let offices = fixture.join.offices().list();
    let (read, ()) = tokio::join!(offices.page(1), async {
        sleep(Duration::from_millis(300)).await;
        fixture.proxy.set(Way::Open);
    });
    assert!(read.is_ok(), "{:?}", read.err());
}

pub(crate) async fn a_short_restart_goes_unnoticed(server: &Server) {
    let fixture = Fixture::start(server, |builder| builder.patience(Duration::from_secs(60))).await;
    job(&fixture.join).await;
    let edit = edit("a");
    server.crash();
    let tags = fixture.join.tags(&fixture.candidate);
    let (receipt, ()) = tokio::join!(tags.edit(&edit, ApplyOptions::default()), async {
        sleep(Duration::from_millis(200)).await;
        tokio::task::block_in_place(|| server.revive());
    });
    assert!(receipt.is_ok(), "{receipt:?}");
}
