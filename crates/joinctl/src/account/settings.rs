//! Decides all settings: a flag comes before the environment, the environment before the profile. Pure.

use std::path::PathBuf;

use join_sdk::DEFAULT_BASE_URL;
use secrecy::SecretString;

use super::flags::{Environment, Flags, READ_ONLY, STATE};
use super::profiles::{Place, Profile, Profiles};
use super::state_url;
use crate::exit::{ExitCode, Failure};

/// Where a setting comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Flag,
    Environment,
    Profile,
    Default,
}

/// A setting and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting<T> {
    pub(crate) value: T,
    pub(crate) source: Source,
}

fn from<T>(source: Source) -> impl Fn(T) -> Setting<T> {
    move |value| Setting { value, source }
}

/// The token to use, by its place.
#[derive(Debug, Clone)]
pub(crate) enum Token {
    Environment(SecretString),
    /// The token of a profile, which is for the host of this base URL.
    Kept {
        profile: String,
        base_url: String,
        place: Place,
    },
    Missing,
}

/// All settings of a command.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) profile: Option<Setting<String>>,
    pub(crate) token: Token,
    pub(crate) base_url: Setting<String>,
    pub(crate) read_only: Setting<bool>,
    pub(crate) audit: Option<Setting<PathBuf>>,
    pub(crate) state: Option<Setting<SecretString>>,
}

/// Returns whether a profile can have a say. A token of the environment replaces the default profile.
pub(crate) fn need_profiles(flags: &Flags, environment: &Environment) -> bool {
    flags.profile.is_some() || environment.profile.is_some() || environment.token.is_none()
}

/// Resolves the settings.
///
/// A token and its base URL belong together. So a profile that a flag names comes with both, whatever the environment
/// sets; and the base URL of a profile is never joined with the token of the environment.
pub(crate) fn resolve(
    flags: &Flags,
    environment: &Environment,
    profiles: &Profiles,
) -> Result<Settings, Failure> {
    let profile = chosen(flags, environment, profiles);
    let found = profile.as_ref().map(|named| profiles.find(&named.value)).transpose()?;
    let token = match (&environment.token, &profile, found) {
        (Some(token), _, _) if flags.profile.is_none() => Token::Environment(token.clone()),
        (_, Some(named), Some(found)) => Token::Kept {
            profile: named.value.clone(),
            base_url: found.base_url.clone(),
            place: found.token_in,
        },
        _ => Token::Missing,
    };
    let own = match &token {
        Token::Kept { base_url, .. } => Some(from(Source::Profile)(base_url.clone())),
        _ => None,
    };
    let named = environment.base_url.clone().map(from(Source::Environment));
    let base_url = match flags.profile.is_some() {
        true => own.or(named),
        false => named.or(own),
    };
    let asked = flags.base_url.clone().map(from(Source::Flag));
    let base_url = asked.or(base_url).unwrap_or_else(|| from(Source::Default)(DEFAULT_BASE_URL.to_owned()));
    let read_only = read_only(flags, environment, found.is_some_and(|found| found.read_only))?;
    let state = state(flags, environment, found)?;
    Ok(Settings { profile, token, base_url, read_only, audit: audit(flags, environment), state })
}

/// Chooses the shared state.
fn state(
    flags: &Flags,
    environment: &Environment,
    profile: Option<&Profile>,
) -> Result<Option<Setting<SecretString>>, Failure> {
    let flag = flags.state.clone().map(from(Source::Flag));
    let set = flag.or_else(|| environment.state.clone().map(from(Source::Environment)));
    let kept = || profile.and_then(|profile| profile.state.as_deref()).map(SecretString::from);
    let chosen = set.or_else(|| kept().map(from(Source::Profile)));
    if let Some(state) = &chosen {
        let by = match state.source {
            Source::Flag => "--state",
            Source::Environment => STATE,
            Source::Profile | Source::Default => "the state of the profile",
        };
        state_url::check(&state.value, by, state.source == Source::Environment)?;
    }
    Ok(chosen)
}

/// Chooses the profile; the choice of `joinctl auth use` is its default.
fn chosen(flags: &Flags, environment: &Environment, profiles: &Profiles) -> Option<Setting<String>> {
    let flag = flags.profile.clone().map(from(Source::Flag));
    let named = flag.or_else(|| environment.profile.clone().map(from(Source::Environment)));
    match environment.token {
        Some(_) => named,
        None => named.or_else(|| profiles.default.clone().map(from(Source::Default))),
    }
}

/// Any of the three refuses writes, and none allows what another refuses.
fn read_only(flags: &Flags, environment: &Environment, of_profile: bool) -> Result<Setting<bool>, Failure> {
    let set = match environment.read_only.as_deref().unwrap_or_default().to_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => true,
        "" | "0" | "false" | "no" | "off" => false,
        _ => return Err(Failure::usage(format!("{READ_ONLY} is neither 1 nor 0; unset it to allow writes"))),
    };
    let by = [(flags.read_only, Source::Flag), (set, Source::Environment), (of_profile, Source::Profile)];
    let source = by.into_iter().find(|(on, _)| *on).map(|(_, source)| source);
    Ok(Setting { value: source.is_some(), source: source.unwrap_or(Source::Default) })
}

/// Chooses the audit file.
pub(crate) fn audit(flags: &Flags, environment: &Environment) -> Option<Setting<PathBuf>> {
    let flag = flags.audit.clone().map(from(Source::Flag));
    flag.or_else(|| environment.audit.clone().map(from(Source::Environment)))
}

impl Settings {
    /// Refuses to send the token of a profile to another host than the profile's, and anything to what is no address.
    pub(crate) fn check_host(&self) -> Result<(), Failure> {
        let Some(asked) = origin(&self.base_url.value) else {
            let message = format!("the base URL is no absolute URL; JOIN's is {DEFAULT_BASE_URL}");
            return Err(Failure::usage(message));
        };
        let Token::Kept { profile, base_url, .. } = &self.token else { return Ok(()) };
        let own = origin(base_url).unwrap_or_default();
        if asked == own {
            return Ok(());
        }
        let message = format!(
            "the token of the profile {profile} is for {own}, not for {asked}; nothing was sent; sign in there with \
             `joinctl auth login --profile NAME --base-url URL`"
        );
        Err(Failure::with(ExitCode::Refused, message))
    }

    /// Refuses what writes, if this is read-only.
    pub(crate) fn check_writes(&self) -> Result<(), Failure> {
        if !self.read_only.value {
            return Ok(());
        }
        let by = match (self.read_only.source, &self.profile) {
            (Source::Environment, _) => READ_ONLY.to_owned(),
            (Source::Profile, Some(named)) => format!("the profile {}, which is read-only", named.value),
            _ => "--read-only".to_owned(),
        };
        let message = format!("refused by {by}; nothing was sent; --dry-run shows what would be written");
        Err(Failure::with(ExitCode::Refused, message))
    }
}

/// Returns scheme, host and port of an address.
pub(super) fn origin(url: &str) -> Option<String> {
    let origin = url::Url::parse(url.trim()).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

/// Whether a token for one address may go to the other.
pub(crate) fn is_same_host(one: &str, other: &str) -> bool {
    origin(one) == origin(other)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const WORK: &str = "https://work.example/v2";
    const ENV: &str = "https://env.example/v2";
    const FLAG: &str = "https://flag.example/v2";

    fn profiles() -> Profiles {
        let mut profiles = Profiles::default();
        for (name, base_url, read_only) in [("work", WORK, false), ("locked", WORK, true)] {
            let state = read_only.then(|| "postgres://profile/join".to_owned());
            let profile = Profile { base_url: base_url.to_owned(), read_only, token_in: Place::File, state };
            profiles.put(name, profile);
        }
        profiles
    }

    fn flags(profile: &str, base_url: &str) -> Flags {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Flags { profile: text(profile), base_url: text(base_url), ..Flags::default() }
    }

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::read(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
        })
    }

    /// The profile of the token, or where else it is from; the base URL; and the sources of both.
    fn shown(flags: &Flags, variables: &[(&str, &str)]) -> String {
        let environment = environment(variables);
        let known = match need_profiles(flags, &environment) {
            true => profiles(),
            false => Profiles::default(),
        };
        let settings = resolve(flags, &environment, &known).map_err(|failure| failure.message).unwrap();
        let token = match &settings.token {
            Token::Environment(_) => "(env)",
            Token::Kept { profile, .. } => profile,
            Token::Missing => "(none)",
        };
        let by = settings.profile.map_or("no".to_owned(), |named| format!("{:?}", named.source));
        format!("{token} by {by}, {} by {:?}", settings.base_url.value, settings.base_url.source)
    }

    #[test]
    fn a_flag_comes_before_the_environment_and_the_environment_before_the_profile() {
        let token = ("JOIN_API_TOKEN", "4f7a9c");
        let (url, profile) = (("JOIN_BASE_URL", ENV), ("JOIN_PROFILE", "locked"));
        let default = DEFAULT_BASE_URL;
        for (flags, variables, expected) in [
            (flags("", ""), &[][..], format!("work by Default, {WORK} by Profile")),
            (flags("", FLAG), &[], format!("work by Default, {FLAG} by Flag")),
            (flags("locked", ""), &[], format!("locked by Flag, {WORK} by Profile")),
            (flags("", ""), &[profile], format!("locked by Environment, {WORK} by Profile")),
            (flags("work", ""), &[profile], format!("work by Flag, {WORK} by Profile")),
            (flags("", ""), &[url], format!("work by Default, {ENV} by Environment")),
            (flags("", ""), &[token], format!("(env) by no, {default} by Default")),
            (flags("", ""), &[token, url], format!("(env) by no, {ENV} by Environment")),
            (flags("", FLAG), &[token, url], format!("(env) by no, {FLAG} by Flag")),
            (flags("", ""), &[token, profile], format!("(env) by Environment, {default} by Default")),
            (flags("work", ""), &[token, url], format!("work by Flag, {WORK} by Profile")),
            (flags("work", FLAG), &[token, url, profile], format!("work by Flag, {FLAG} by Flag")),
        ] {
            assert_eq!(shown(&flags, variables), expected, "{flags:?} {variables:?}");
        }
    }

    #[test]
    fn each_of_the_three_refuses_writes_and_none_allows_them_again() {
        let read_only = Flags { read_only: true, ..Flags::default() };
        for (flags, variables, expected) in [
            (flags("", ""), &[][..], None),
            (flags("", ""), &[("JOIN_READ_ONLY", "0")], None),
            (read_only.clone(), &[("JOIN_READ_ONLY", "0")], Some(Source::Flag)),
            (flags("", ""), &[("JOIN_READ_ONLY", "TRUE")], Some(Source::Environment)),
            (flags("locked", ""), &[("JOIN_READ_ONLY", "no")], Some(Source::Profile)),
            (flags("", ""), &[("JOIN_PROFILE", "locked"), ("JOIN_API_TOKEN", "x")], Some(Source::Profile)),
        ] {
            let settings = resolve(&flags, &environment(variables), &profiles()).ok().unwrap();
            assert_eq!(
                settings.read_only.value.then_some(settings.read_only.source),
                expected,
                "{variables:?}"
            );
            let refused = settings.check_writes().err();
            assert_eq!(refused.is_some_and(|failure| failure.code == ExitCode::Refused), expected.is_some());
        }
        let odd = resolve(&Flags::default(), &environment(&[("JOIN_READ_ONLY", "maybe")]), &profiles());
        assert!(odd.is_err_and(|failure| failure.code == ExitCode::Usage));
    }

    #[test]
    fn the_shared_state_is_that_of_the_flag_the_environment_or_the_profile() {
        let flag = |profile: &str| Flags { state: Some("postgres://flag/join".into()), ..flags(profile, "") };
        let set = [("JOIN_STATE", "postgres://join:4f7a9c@env/join")];
        for (flags, variables, expected) in [
            (flags("work", ""), &[][..], None),
            (flags("locked", ""), &[], Some(("postgres://profile/join", Source::Profile))),
            (flags("locked", ""), &set, Some((set[0].1, Source::Environment))),
            (flag("locked"), &set, Some(("postgres://flag/join", Source::Flag))),
        ] {
            let settings = resolve(&flags, &environment(variables), &profiles()).ok().unwrap();
            assert!(!format!("{settings:?}").contains("4f7a9c"));
            let state = settings.state.as_ref().map(|state| (state.value.expose_secret(), state.source));
            assert_eq!(state, expected);
        }
        let password = Flags { state: Some("postgres://a:4f7a9c@flag/join".into()), ..Flags::default() };
        assert!(!format!("{password:?}").contains("4f7a9c"));
        let refused = resolve(&password, &environment(&[]), &profiles()).err().unwrap();
        assert!(refused.code == ExitCode::Usage && !refused.message.contains("4f7a9c"));
    }

    #[test]
    fn the_token_of_a_profile_goes_to_its_host_only() {
        for (base_url, goes) in [
            ("https://work.example/v3", true),
            ("https://WORK.example:443/v2/", true),
            ("https://work.example:8443/v2", false),
            ("http://work.example/v2", false),
            ("https://work.example.evil.test/v2", false),
            ("https://api.join.com/v2", false),
            ("http://127.0.0.1:4010/v2", false),
        ] {
            let of = |flags: &Flags, variables: &[(&str, &str)]| {
                resolve(flags, &environment(variables), &profiles()).ok().unwrap().check_host()
            };
            assert_eq!(of(&flags("", base_url), &[]).is_ok(), goes, "{base_url}");
            assert_eq!(of(&flags("", ""), &[("JOIN_BASE_URL", base_url)]).is_ok(), goes, "{base_url}");
            assert!(of(&flags("", base_url), &[("JOIN_API_TOKEN", "x")]).is_ok(), "{base_url}");
        }
    }

    #[test]
    fn a_blank_token_is_not_replaced_by_that_of_a_profile() {
        let settings = resolve(&Flags::default(), &environment(&[("JOIN_API_TOKEN", "")]), &profiles());
        assert!(matches!(settings.ok().unwrap().token, Token::Environment(_)));
    }
}
