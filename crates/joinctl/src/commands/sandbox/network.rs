//! Where the sandbox listens, and how far away it seems.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use clap::Args;
use join_sandbox::JoinSandboxBuilder;

/// The options of the network.
#[derive(Args)]
#[command(next_help_heading = "Network")]
pub(super) struct Network {
    /// Port; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Address to listen on, such as 0.0.0.0 for all. The default serves this machine only.
    #[arg(long, value_name = "ADDRESS", default_value_t = Ipv4Addr::LOCALHOST.into(), value_parser = address)]
    bind: IpAddr,
    /// Host name under which clients reach the sandbox, besides localhost and its address. Repeatable. Others get a
    /// 403, since a web page could use them.
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Delay of each request, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=600_000))]
    latency_ms: u64,
}

impl Network {
    pub(super) fn set(&self, builder: JoinSandboxBuilder) -> JoinSandboxBuilder {
        let builder = builder.bind(self.bind).port(self.port).latency(Duration::from_millis(self.latency_ms));
        self.allow_host.iter().fold(builder, |builder, name| builder.allow_host(name))
    }

    /// Where it listens, for messages.
    pub(super) fn place(&self) -> String {
        format!("port {} of {}", self.port, self.bind)
    }
}

fn address(text: &str) -> Result<IpAddr, String> {
    text.parse().map_err(|_| {
        "an address such as 0.0.0.0 or ::1 is needed, without a port; --port sets the port".to_owned()
    })
}
