//! Decides through which proxy requests leave.
//!
//! A proxy reads plain http, the token included. So the environment's proxy is for https only, and this machine is always
//! called directly.

use std::fmt;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{ClientBuilder, NoProxy, Proxy, Url};

use crate::error::{Error, ErrorKind, Result};
use crate::transport::origin::is_loopback;

/// The variables that name a proxy for https, the first one that holds a usable URL.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The hosts of this machine, in the form of `NO_PROXY`.
const THIS_MACHINE: &str = "localhost, 127.0.0.0/8, ::1, ::ffff:127.0.0.0/104";

/// How requests to the base URL leave this machine: see [`Join::proxy`](crate::Join::proxy).
///
/// It names hosts, never a user name or a password.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxyUse {
    /// Directly.
    Direct,
    /// Through the proxy of the environment.
    #[non_exhaustive]
    Environment {
        /// The variable that names it, such as `HTTPS_PROXY`.
        variable: &'static str,
        /// Its host and port, such as `proxy.example:8080`.
        host: String,
    },
    /// Through the proxy that [`JoinBuilder::proxy`](crate::JoinBuilder::proxy) names.
    #[non_exhaustive]
    Builder {
        /// Its host and port.
        host: String,
    },
    /// Directly, although a variable is set: its value is not the URL of an http or https proxy.
    #[non_exhaustive]
    Unusable {
        /// The variable.
        variable: &'static str,
    },
}

impl fmt::Display for ProxyUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProxyUse::Direct => f.write_str("directly"),
            ProxyUse::Environment { variable, host } => write!(f, "through the proxy {host} of {variable}"),
            ProxyUse::Builder { host } => write!(f, "through the proxy {host}"),
            ProxyUse::Unusable { variable } => {
                write!(f, "directly: {variable} is not the URL of an http or https proxy")
            }
        }
    }
}

/// The proxy of a client, and what its users may know about it.
#[derive(Clone)]
pub(crate) struct Route {
    proxy: Option<Proxy>,
    pub(crate) usage: ProxyUse,
}

impl Route {
    /// The environment's proxy, for https to other machines. `var` reads a variable.
    pub(crate) fn of_environment(base: &Url, var: impl Fn(&str) -> Option<String>) -> Self {
        let is_remote = base.scheme() == "https" && !is_loopback(base);
        let mut usage = ProxyUse::Direct;
        for variable in VARIABLES {
            let Some(value) = var(variable).filter(|value| !value.trim().is_empty()) else { continue };
            let Some((url, proxy)) = https_proxy(&value) else {
                if is_remote && usage == ProxyUse::Direct {
                    usage = ProxyUse::Unusable { variable };
                }
                continue;
            };
            let listed = var("NO_PROXY").or_else(|| var("no_proxy")).unwrap_or_default();
            let direct = format!("{listed}, {THIS_MACHINE}");
            let matcher = Matcher::builder().https(String::from(url.clone())).no(direct.as_str()).build();
            let is_used = base.as_str().parse().is_ok_and(|base| matcher.intercept(&base).is_some());
            usage = match is_used {
                true => ProxyUse::Environment { variable, host: host(&url) },
                false => ProxyUse::Direct,
            };
            return Self { proxy: Some(proxy.no_proxy(NoProxy::from_string(&direct))), usage };
        }
        Self { proxy: None, usage }
    }

    /// The proxy that the builder names, for every request.
    pub(crate) fn through(text: &str, base: &Url) -> Result<Self> {
        let refuse = |why: &str| Err(Error::new(ErrorKind::Config, format!("the proxy {why}")));
        let Ok(url) = Url::parse(text.trim()) else {
            return refuse("is no URL; write it as http://proxy.example:8080");
        };
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return refuse("is neither http nor https; write it as http://proxy.example:8080");
        }
        if url.path().len() > 1 || url.query().is_some() || url.fragment().is_some() {
            return refuse("has a path, a query or a fragment; write it as http://proxy.example:8080");
        }
        let is_local = is_loopback(&url);
        if base.scheme() == "http" && !is_local {
            return refuse(
                "is on another machine and the base URL is plain http, so the token would leave in the open; remove the proxy",
            );
        }
        let named = if is_local { Proxy::all(url.clone()) } else { Proxy::https(url.clone()) };
        let Ok(proxy) = named else { return refuse("is no usable URL") };
        Ok(Self { proxy: Some(proxy), usage: ProxyUse::Builder { host: host(&url) } })
    }

    /// Sets this proxy, and keeps the HTTP client from reading the environment by itself.
    pub(crate) fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        let direct = builder.no_proxy();
        match &self.proxy {
            Some(proxy) => direct.proxy(proxy.clone()),
            None => direct,
        }
    }
}

/// The proxy of a variable's value. A value without a scheme is http, as in other programs.
fn https_proxy(value: &str) -> Option<(Url, Proxy)> {
    let value = value.trim();
    let url = match value.contains("://") {
        true => Url::parse(value),
        false => Url::parse(&format!("http://{value}")),
    };
    let url = url.ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    let proxy = Proxy::https(url.clone()).ok()?;
    Some((url, proxy))
}

fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOIN: &str = "https://api.join.com/v2";

    fn usage(base: &str, variables: &[(&str, &str)]) -> ProxyUse {
        let var = |name: &str| {
            variables.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned())
        };
        Route::of_environment(&base.parse().unwrap(), var).usage
    }

    #[test]
    fn https_takes_the_environments_proxy_and_its_password_is_not_shown() {
        let host = |host: &str, variable| ProxyUse::Environment { variable, host: host.to_owned() };
        for (variables, expected) in [
            (&[("HTTPS_PROXY", "http://me:secret@proxy.example:8080/")][..], "proxy.example:8080"),
            (&[("HTTPS_PROXY", " proxy.example:3128 "), ("ALL_PROXY", "http://other")], "proxy.example:3128"),
            (&[("HTTPS_PROXY", "https://proxy.example")], "proxy.example:443"),
            (&[("HTTPS_PROXY", "http://[::1]:9"), ("NO_PROXY", "other.com,,;*.com,10.0.0.0/99")], "[::1]:9"),
        ] {
            assert_eq!(usage(JOIN, variables), host(expected, "HTTPS_PROXY"), "{variables:?}");
        }
        assert_eq!(usage(JOIN, &[("all_proxy", "http://p:1")]), host("p:1", "all_proxy"));
        let odd = [("HTTPS_PROXY", "::::"), ("ALL_PROXY", "http://p:1")];
        assert_eq!(usage(JOIN, &odd), host("p:1", "ALL_PROXY"));
    }

    #[test]
    fn this_machine_plain_http_and_excluded_hosts_are_called_directly() {
        let proxy = "http://proxy.example:8080";
        let set = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
        let set = set.map(|name| (name, proxy));
        for base in [
            "http://127.0.0.1:1/v2",
            "http://127.8.9.1/v2",
            "http://localhost:1/v2",
            "http://[::1]:1/v2",
            "https://localhost/v2",
            "https://127.0.0.1/v2",
            "https://[::1]/v2",
        ] {
            assert_eq!(usage(base, &set), ProxyUse::Direct, "{base}");
        }
        for excluded in ["*", "join.com", ".join.com", "x, api.join.com"] {
            let variables = [("HTTPS_PROXY", proxy), ("no_proxy", excluded)];
            assert_eq!(usage(JOIN, &variables), ProxyUse::Direct, "{excluded}");
        }
        assert_eq!(usage(JOIN, &[("HTTP_PROXY", proxy), ("HTTPS_PROXY", "")]), ProxyUse::Direct);
    }

    #[test]
    fn a_variable_that_is_no_proxys_url_is_named_and_not_used() {
        for value in ["::::", "http://", "socks5://p:1", "http://p:99999", "not a url", "ftp://p", "%"] {
            let variable = "HTTPS_PROXY";
            assert_eq!(usage(JOIN, &[(variable, value)]), ProxyUse::Unusable { variable }, "{value}");
            assert_eq!(usage("http://127.0.0.1:1", &[(variable, value)]), ProxyUse::Direct, "{value}");
        }
    }

    #[test]
    fn a_named_proxy_is_checked_and_gets_no_token_in_the_open() {
        let named = |proxy: &str, base: &str| match Route::through(proxy, &base.parse().unwrap()) {
            Ok(route) => Ok(route.usage),
            Err(error) => Err(error.to_string()),
        };
        let host = "proxy.example:8080".to_owned();
        assert_eq!(named("http://me:secret@proxy.example:8080", JOIN), Ok(ProxyUse::Builder { host }));
        assert!(named("http://127.0.0.1:9", "http://127.0.0.1:1/v2").is_ok());
        for (proxy, base, why) in [
            ("", JOIN, "is no URL"),
            ("proxy.example:8080", JOIN, "neither http nor https"),
            ("socks5://me:secret@p:1", JOIN, "neither http nor https"),
            ("http://p:1/path", JOIN, "has a path"),
            ("http://proxy.example:8080", "http://127.0.0.1:1/v2", "in the open"),
        ] {
            let error = named(proxy, base).unwrap_err();
            assert!(error.contains(why) && !error.contains("secret"), "{proxy}: {error}");
        }
    }
}
