//! Compares our document with the vendor's.

use super::model::{Api, Operation};
use super::schema::{Field, Fields};
use super::severity::Severity;
use super::suggest::{self, Side, Suggestion};

/// The kind of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    WeLack,
    TheyLack,
    Path,
    Type,
    Required,
    Enum,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::WeLack => "we-lack",
            Kind::TheyLack => "they-lack",
            Kind::Path => "path",
            Kind::Type => "type",
            Kind::Required => "required",
            Kind::Enum => "enum",
        }
    }
}

/// A difference.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    pub(super) kind: Kind,
    pub(super) severity: Severity,
    /// The operations that show it. A component can be part of several.
    pub(super) operations: Vec<String>,
    /// Such as `query.status` or `response[].title`; empty for the operation itself.
    pub(super) field: String,
    pub(super) ours: String,
    pub(super) theirs: String,
    /// The evidence in our document. None if our document lacks it.
    pub(super) evidence: Option<String>,
    /// The place in our document.
    pub(super) pointer: String,
    pub(super) suggestion: Suggestion,
}

/// Lists the differences, the highest severity first.
pub(super) fn compare(ours: &Api, theirs: &Api) -> Vec<Difference> {
    let mut found = Found(Vec::new());
    let pairs = pair(ours, theirs);
    for (our, their) in &pairs {
        if our.key() != their.key() {
            found.add(Difference {
                kind: Kind::Path,
                severity: Severity::Contradiction,
                operations: vec![our.name()],
                field: String::new(),
                ours: format!("{} {}", our.method, our.path),
                theirs: format!("{} {}", their.method, their.path),
                evidence: our.evidence.clone(),
                pointer: our.pointer.clone(),
                suggestion: suggest::path(our, their, &ours.operations),
            });
        }
        for (side, mine, other) in [
            (Side::Parameter, &our.parameters, &their.parameters),
            (Side::Request, &our.request, &their.request),
            (Side::Response, &our.response, &their.response),
        ] {
            Fielded { operation: our, side, ours: mine, theirs: other }.compare(&mut found);
        }
    }
    lacking(ours, theirs, &pairs, &mut found);
    found.0.sort_by_key(|difference| std::cmp::Reverse(difference.severity));
    found.0
}

/// Pairs equal operations: by method and path, else by id, else by the fields of the request.
fn pair<'a>(ours: &'a Api, theirs: &'a Api) -> Vec<(&'a Operation, &'a Operation)> {
    let mut pairs: Vec<(&Operation, &Operation)> = Vec::new();
    let sameness: [fn(&Operation, &Operation) -> bool; 3] = [
        |our, their| our.key() == their.key(),
        |our, their| our.id.is_some() && our.id == their.id,
        |our, their| {
            our.method == their.method && our.request.len() > 1 && our.request.keys().eq(their.request.keys())
        },
    ];
    for same in sameness {
        for our in &ours.operations {
            let free = |their: &&Operation| pairs.iter().all(|(_, taken)| taken.key() != their.key());
            let is_paired = pairs.iter().any(|(taken, _)| taken.key() == our.key());
            if let Some(their) =
                theirs.operations.iter().filter(free).find(|their| !is_paired && same(our, their))
            {
                pairs.push((our, their));
            }
        }
    }
    pairs
}

fn lacking(ours: &Api, theirs: &Api, pairs: &[(&Operation, &Operation)], found: &mut Found) {
    for their in
        theirs.operations.iter().filter(|their| pairs.iter().all(|(_, known)| known.key() != their.key()))
    {
        found.add(Difference {
            kind: Kind::WeLack,
            severity: Severity::Gap,
            operations: vec![their.name()],
            field: String::new(),
            ours: String::new(),
            theirs: format!("{} {}", their.method, their.path),
            evidence: None,
            pointer: String::new(),
            suggestion: suggest::new_operation(their, &ours.operations),
        });
    }
    for our in ours.operations.iter().filter(|our| pairs.iter().all(|(known, _)| known.key() != our.key())) {
        found.add(Difference {
            kind: Kind::TheyLack,
            severity: Severity::Gap,
            operations: vec![our.name()],
            field: String::new(),
            ours: format!("{} {}", our.method, our.path),
            theirs: String::new(),
            evidence: our.evidence.clone(),
            pointer: our.pointer.clone(),
            suggestion: suggest::they_lack(our.evidence.as_deref(), &our.pointer),
        });
    }
}

struct Found(Vec<Difference>);

impl Found {
    /// Adds a difference. One that several operations share is kept once.
    fn add(&mut self, new: Difference) {
        let known = self.0.iter_mut().find(|known| {
            !new.field.is_empty()
                && (known.kind, &known.pointer, &known.ours, &known.theirs)
                    == (new.kind, &new.pointer, &new.ours, &new.theirs)
        });
        match known {
            Some(known) => {
                known.severity = known.severity.max(new.severity);
                for name in new.operations {
                    if !known.operations.contains(&name) {
                        known.operations.push(name);
                    }
                }
            }
            None => self.0.push(new),
        }
    }
}

/// The fields of one side of an operation.
struct Fielded<'a> {
    operation: &'a Operation,
    side: Side,
    ours: &'a Fields,
    theirs: &'a Fields,
}

impl Fielded<'_> {
    fn compare(&self, found: &mut Found) {
        // A missing schema, or one without properties, makes no statement.
        if self.side != Side::Parameter && is_silent(self.theirs, "") {
            return;
        }
        let mut settled: Vec<&str> = Vec::new();
        let paths: std::collections::BTreeSet<&String> = self.ours.keys().chain(self.theirs.keys()).collect();
        for path in paths {
            if settled.iter().any(|above| is_below(path, above, self.side)) {
                continue;
            }
            let is_settled = match (self.ours.get(path), self.theirs.get(path)) {
                (Some(our), Some(their)) => self.both(path, our, their, found),
                (None, Some(their)) => self.we_lack(path, their, found),
                (Some(our), None) => self.they_lack(path, our, found),
                (None, None) => false,
            };
            if is_settled {
                settled.push(path);
            }
        }
    }

    /// Compares a field of both sides. Returns whether to skip the fields below it.
    fn both(&self, path: &str, our: &Field, their: &Field, found: &mut Found) -> bool {
        let speaks = |base: &str| !base.is_empty() && base != "any";
        if speaks(&our.base) && speaks(&their.base) && our.base != their.base {
            let is_wider = self.side == Side::Response && our.base == "number" && their.base == "integer";
            let severity = if is_wider { Severity::Note } else { Severity::Contradiction };
            let suggestion = suggest::type_of(self.side, our, path, self.theirs);
            self.add(Kind::Type, severity, path, (our, &our.base, &their.base), suggestion, found);
            return true;
        }
        if our.base == "string"
            && !our.format.is_empty()
            && !their.format.is_empty()
            && our.format != their.format
        {
            let suggestion = suggest::type_of(self.side, our, path, self.theirs);
            let formats = (our, our.format.as_str(), their.format.as_str());
            self.add(Kind::Type, Severity::Contradiction, path, formats, suggestion, found);
        }
        self.required(path, our, their, found);
        self.values(path, our, their, found);
        false
    }

    fn required(&self, path: &str, our: &Field, their: &Field, found: &mut Found) {
        let is_item = path.is_empty() || path.ends_with(['[', ']', '{', '}']) || path.starts_with("path.");
        let certain = |field: &Field| match self.side {
            Side::Response => field.required && !field.nullable,
            Side::Request | Side::Parameter => field.required,
        };
        if is_item || certain(our) == certain(their) {
            return;
        }
        let severity = match self.side {
            Side::Response if certain(their) => Severity::Note,
            _ => Severity::Contradiction,
        };
        let word = |field: &Field| match (field.required, field.nullable) {
            (true, true) => "required, may be null",
            (true, false) => "required",
            (false, _) => "optional",
        };
        let suggestion = suggest::required(self.side, severity, our, path, certain(their));
        self.add(Kind::Required, severity, path, (our, word(our), word(their)), suggestion, found);
    }

    fn values(&self, path: &str, our: &Field, their: &Field, found: &mut Found) {
        let lacking = |from: &Field, other: &Field| -> Vec<String> {
            from.values.iter().filter(|value| !other.values.contains(value)).cloned().collect()
        };
        let (missing, extra) = (lacking(their, our), lacking(our, their));
        if their.values.is_empty() || (missing.is_empty() && extra.is_empty()) {
            return;
        }
        let severity = match (our.values.is_empty(), missing.is_empty(), self.side) {
            (true, ..) => Severity::Gap,
            (false, true, Side::Response) => Severity::Note,
            _ => Severity::Contradiction,
        };
        let suggestion = suggest::values(our, &missing, &extra);
        let all = |field: &Field| {
            if field.values.is_empty() { "any text".to_owned() } else { field.values.join("|") }
        };
        // The values of a component are reported once for all its fields.
        let place = Field { pointer: our.values_at.clone(), ..our.clone() };
        let place = if our.values_at.is_empty() { our } else { &place };
        self.add(Kind::Enum, severity, path, (place, &all(our), &all(their)), suggestion, found);
    }

    fn we_lack(&self, path: &str, their: &Field, found: &mut Found) -> bool {
        let parent = self.ours.get(above(path));
        let (pointer, suggestion) = suggest::new_field(self.side, self.operation, parent, path, self.theirs);
        let theirs = if their.required { format!("{}, required", their.base) } else { their.base.clone() };
        // JOIN refuses a request without a required field.
        let severity = match self.side {
            Side::Request | Side::Parameter if their.required => Severity::Contradiction,
            _ => Severity::Gap,
        };
        let ours = Field { pointer, evidence: None, ..Field::default() };
        self.add(Kind::WeLack, severity, path, (&ours, "", &theirs), suggestion, found);
        true
    }

    fn they_lack(&self, path: &str, our: &Field, found: &mut Found) -> bool {
        let says_nothing = self.side != Side::Parameter && is_silent(self.theirs, above(path));
        // The comparison of the paths covers their placeholders.
        if !says_nothing && !path.starts_with("path.") {
            let suggestion = suggest::they_lack(our.evidence.as_deref(), &our.pointer);
            self.add(Kind::TheyLack, Severity::Gap, path, (our, &our.base, ""), suggestion, found);
        }
        true
    }

    fn add(
        &self,
        kind: Kind,
        severity: Severity,
        path: &str,
        (our, ours, theirs): (&Field, &str, &str),
        suggestion: Suggestion,
        found: &mut Found,
    ) {
        let separator = if path.is_empty() || path.starts_with(['[', '{']) { "" } else { "." };
        let field = match self.side {
            Side::Parameter => path.to_owned(),
            Side::Request => format!("request{separator}{path}"),
            Side::Response => format!("response{separator}{path}"),
        };
        found.add(Difference {
            kind,
            severity,
            operations: vec![self.operation.name()],
            field,
            ours: ours.to_owned(),
            theirs: theirs.to_owned(),
            evidence: our.evidence.clone(),
            pointer: our.pointer.clone(),
            suggestion,
        });
    }
}

/// Whether no field is described below a path.
fn is_silent(fields: &Fields, path: &str) -> bool {
    let base = fields.get(path).map_or("", |field| field.base.as_str());
    let is_open = matches!(base, "" | "object" | "array" | "any");
    is_open && !fields.keys().any(|other| other != path && is_below(other, path, Side::Response))
}

/// Whether a field is part of another. Parameters have no parts.
fn is_below(path: &str, above: &str, side: Side) -> bool {
    match path.strip_prefix(above) {
        Some(rest) if side != Side::Parameter => above.is_empty() || rest.starts_with(['.', '[', '{']),
        _ => false,
    }
}

/// The path of the field's owner.
fn above(path: &str) -> &str {
    if let Some(rest) = path.strip_suffix("[]").or_else(|| path.strip_suffix("{}")) {
        return rest;
    }
    path.rsplit_once('.').map_or("", |(above, _)| above)
}
