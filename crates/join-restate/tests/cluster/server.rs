//! A Restate server, a service and a sandbox, each of which can be killed and started again.

use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use join_sandbox::JoinSandbox;
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The command that installs the server where the tests look for it.
pub(crate) const INSTALL: &str =
    "npm install --ignore-scripts --no-save --prefix target/restate @restatedev/restate-server@1.7.12";

/// The server's program: that of `RESTATE_SERVER`, or what `INSTALL` installed.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(given) = std::env::var_os("RESTATE_SERVER") {
        return Some(given.into());
    }
    let packages =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/restate/node_modules/@restatedev");
    let programs = packages.read_dir().ok()?.filter_map(Result::ok);
    programs.map(|package| package.path().join("bin/restate-server")).find(|program| program.is_file())
}

/// A child process that ends with the test.
struct Process(Child);

impl Process {
    fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

pub(crate) struct Cluster {
    pub(crate) sandbox: JoinSandbox,
    pub(crate) http: Client,
    program: PathBuf,
    folder: TempDir,
    ports: [u16; 4],
    server: Process,
    service: Process,
}

impl Cluster {
    pub(crate) async fn start(program: &Path, sandbox: JoinSandbox) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ports = free_ports().unwrap();
        let server = Process(server(program, folder.path(), ports));
        let service = Process(service(&sandbox, folder.path(), ports));
        let http = Client::builder().no_proxy().build().unwrap();
        let program = program.to_owned();
        let cluster = Self { sandbox, http, program, folder, ports, server, service };
        cluster.register().await;
        cluster
    }

    pub(crate) fn kill_service(&mut self) {
        self.service.kill();
        self.service = Process(service(&self.sandbox, self.folder.path(), self.ports));
    }

    pub(crate) fn kill_server(&mut self) {
        self.server.kill();
        self.server = Process(server(&self.program, self.folder.path(), self.ports));
    }

    /// A file in the folder of the service.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What the services of the test were sent.
    pub(crate) fn received(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.path("received")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) fn caller(&self) -> Caller {
        let [ingress, admin, ..] = self.ports;
        Caller { http: self.http.clone(), ingress, admin }
    }

    async fn register(&self) {
        let [_, admin, service, _] = self.ports;
        loop {
            let body = json!({ "uri": format!("http://127.0.0.1:{service}") });
            let sent =
                self.http.post(format!("http://127.0.0.1:{admin}/deployments")).json(&body).send().await;
            match sent {
                Ok(answer) if answer.status().is_success() => return,
                _ => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }
}

/// Calls handlers, again and again while the server is away.
#[derive(Clone)]
pub(crate) struct Caller {
    http: Client,
    ingress: u16,
    admin: u16,
}

impl Caller {
    /// The answer of a handler. The key makes a repeated call the same request.
    pub(crate) async fn call(&self, handler: &str, key: Option<&str>, body: &str) -> (u16, Value) {
        loop {
            let url = format!("http://127.0.0.1:{}/{handler}", self.ingress);
            let mut request = self.http.post(url);
            if !body.is_empty() {
                request = request.header("content-type", "application/json").body(body.to_owned());
            }
            let request = match key {
                Some(key) => request.header("idempotency-key", key),
                None => request,
            };
            if let Ok(answer) = request.send().await {
                let status = answer.status().as_u16();
                if let Ok(text) = answer.text().await
                    // While the server starts, it has no partitions yet.
                    && status != 503
                {
                    return (status, serde_json::from_str(&text).unwrap_or(Value::String(text)));
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The answer of a workflow that was started earlier.
    pub(crate) async fn attach(&self, workflow: &str, key: &str) -> (u16, Value) {
        let url = format!("http://127.0.0.1:{}/restate/workflow/{workflow}/{key}/attach", self.ingress);
        let answer = self.http.get(url).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub(crate) async fn cancel(&self, invocation: &str) {
        let url = format!("http://127.0.0.1:{}/invocations/{invocation}/cancel", self.admin);
        let answer = self.http.patch(url).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }
}

fn free_ports() -> io::Result<[u16; 4]> {
    let free = || TcpListener::bind("127.0.0.1:0");
    let held = [free()?, free()?, free()?, free()?];
    let [ingress, admin, service, node] = &held;
    let port = |listener: &TcpListener| listener.local_addr().map(|address| address.port());
    Ok([port(ingress)?, port(admin)?, port(service)?, port(node)?])
}

fn server(program: &Path, folder: &Path, [ingress, admin, _, node]: [u16; 4]) -> Child {
    let log = std::fs::File::options().create(true).append(true).open(folder.join("server.log")).unwrap();
    Command::new(program)
        .args(["--no-logo", "--node-name", "one", "--listen-mode", "tcp", "--log-filter", "warn"])
        .arg("--base-dir")
        .arg(folder.join("restate"))
        .env("RESTATE_BIND_ADDRESS", format!("127.0.0.1:{node}"))
        .env("RESTATE_ADMIN__BIND_ADDRESS", format!("127.0.0.1:{admin}"))
        .env("RESTATE_INGRESS__BIND_ADDRESS", format!("127.0.0.1:{ingress}"))
        .env("RESTATE_DEFAULT_NUM_PARTITIONS", "4")
        .env("RESTATE_DISABLE_TELEMETRY", "true")
        .env("DO_NOT_TRACK", "1")
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap()
}

/// This program as the service.
fn service(sandbox: &JoinSandbox, folder: &Path, [_, _, port, _]: [u16; 4]) -> Child {
    let log = std::fs::File::options().create(true).append(true).open(folder.join("service.log")).unwrap();
    Command::new(std::env::current_exe().unwrap())
        .env(super::SERVICE, folder.join("received"))
        .env("JOIN_API_TOKEN", sandbox.token())
        .env("JOIN_BASE_URL", sandbox.base_url())
        .env("JOIN_STATE", folder)
        .env("SERVICE_ADDRESS", format!("127.0.0.1:{port}"))
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap()
}
