//! The filters of `--jq`.

use std::fmt;
use std::io::IsTerminal;
use std::sync::Arc;

use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Filter, Vars, data, unwrap_valr};
use jaq_json::{Val, read};

use crate::exit::Failure;
use crate::text::shown;

/// What begins so reaches out of the filter: to the environment, where the token may be, to standard error, to the end of
/// the process.
const OUTSIDE: [&str; 5] = ["env", "halt", "debug", "stderr", "input"];

type Data = data::JustLut<Val>;

/// A filter in the language of jq. It has no access to files and to the environment, where the token may be.
#[derive(Clone)]
pub(crate) struct Query(Arc<Filter<Data>>);

impl Query {
    /// Compiles a filter, so that a mistake in it shows before anything is sent.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let defs = defs.filter(|def| !OUTSIDE.iter().any(|name| def.name.starts_with(name)));
        let funs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
        let funs = funs.filter(|(name, ..)| !OUTSIDE.iter().any(|outside| name.starts_with(outside)));
        let arena = Arena::default();
        let modules = Loader::new(defs).load(&arena, File { code: text, path: () });
        let modules = modules.map_err(|errors| match errors.iter().find_map(|(_, error)| place(error)) {
            Some("") => "no filter of jq: it ends too early".to_owned(),
            Some(near) => format!("no filter of jq at `{near}`"),
            None => "no filter of jq".to_owned(),
        })?;
        let filter = Compiler::default().with_funs(funs).compile(modules).map_err(|errors| {
            let unknown = errors.iter().flat_map(|(_, undefined)| undefined).next();
            unknown.map_or_else(
                || "no filter of jq".to_owned(),
                |(name, _)| {
                    format!("`{name}` is not known here; it has no access to files, input and environment")
                },
            )
        })?;
        Ok(Self(Arc::new(filter)))
    }

    /// Returns the results for a JSON text, one line each.
    pub(crate) fn run(&self, json: &str, raw: bool) -> Result<String, Failure> {
        let input = read::parse_single(json.as_bytes())
            .map_err(|_| Failure::new("the response can't be read as JSON for --jq"))?;
        let (mut lines, is_terminal) = (String::new(), std::io::stdout().is_terminal());
        let context = Ctx::<Data>::new(&self.0.lut, Vars::new([]));
        for result in self.0.id.run((context, input)).map(unwrap_valr) {
            let value = result.map_err(|error| Failure::new(format!("--jq: {error}")))?;
            match &value {
                Val::TStr(text) if raw && is_terminal => {
                    lines += &shown::lines(&String::from_utf8_lossy(text))
                }
                Val::TStr(text) if raw => lines += &String::from_utf8_lossy(text),
                value => lines += &value.to_string(),
            }
            lines.push('\n');
        }
        Ok(lines)
    }
}

/// The text of a filter from the first mistake on.
fn place<'a>(error: &jaq_core::load::Error<&'a str>) -> Option<&'a str> {
    let near = match error {
        jaq_core::load::Error::Lex(errors) => errors.first().map(|(_, near)| *near),
        jaq_core::load::Error::Parse(errors) => errors.first().map(|(_, near)| *near),
        jaq_core::load::Error::Io(_) => None,
    };
    near.map(|near| near.lines().next().unwrap_or_default())
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(filter: &str, json: &str) -> String {
        Query::parse(filter).unwrap().run(json, false).ok().unwrap()
    }

    #[test]
    fn filters_select_count_and_format() {
        let jobs = r#"[{"id": 7, "title": "Welder", "salary": 15.50}, {"id": 8, "title": "Cook"}]"#;
        assert_eq!(run(".[].title", jobs), "\"Welder\"\n\"Cook\"\n");
        assert_eq!(run("length", jobs), "2\n");
        assert_eq!(run("map(select(.id > 7)) | .[0]", jobs), "{\"id\":8,\"title\":\"Cook\"}\n");
        assert_eq!(run(".[] | \"\\(.id) \\(.title | ascii_downcase)\"", jobs), "\"7 welder\"\n\"8 cook\"\n");
        assert_eq!(run(".[0].salary", jobs), "15.50\n");
        let raw = Query::parse(".[].title").unwrap().run(jobs, true).ok().unwrap();
        assert_eq!(raw, "Welder\nCook\n");
        assert_eq!(run("empty", jobs), "");
    }

    #[test]
    fn a_mistake_names_its_place() {
        assert_eq!(Query::parse(".a | ").unwrap_err(), "no filter of jq: it ends too early");
        assert_eq!(Query::parse(".a )").unwrap_err(), "no filter of jq at `)`");
        assert!(Query::parse(".a | titel").unwrap_err().starts_with("`titel` is not known here"));
        let failed = Query::parse(".a").unwrap().run("[1]", false).err().unwrap();
        assert!(failed.message.starts_with("--jq: "), "{}", failed.message);
    }

    #[test]
    fn a_filter_reaches_neither_the_environment_nor_files() {
        for filter in [
            "env",
            "$ENV",
            "env.PATH",
            "input",
            "inputs",
            "input_filename",
            "halt",
            "halt_error",
            "debug",
            "import \"a\" as a; .",
        ] {
            assert!(Query::parse(filter).is_err(), "{filter}");
        }
    }
}
