//! Random inputs from the schemas: each runs or gives field errors, and what the schema accepts the action accepts.

use std::sync::OnceLock;

use join_actions::{Action, ErrorKind};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::string::string_regex;
use serde_json::{Map, Number, Value, json};
use tokio::runtime::Runtime;

use crate::fixture::Fixture;

/// Any JSON at all.
fn junk() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|float| Number::from_f64(float).map_or(Value::Null, Value::Number)),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map("[a-z_/~]{0,8}", inner, 0..4).prop_map(|fields| fields.into_iter().collect()),
        ]
    })
    .boxed()
}

/// A value that the schema of a field means to accept.
fn meant(schema: &Value) -> BoxedStrategy<Value> {
    if let Some(words) = schema["enum"].as_array() {
        return proptest::sample::select(words.clone()).boxed();
    }
    match schema["type"].as_str().unwrap() {
        "integer" => {
            let (least, most) = (schema["minimum"].as_i64().unwrap(), schema["maximum"].as_i64().unwrap());
            // A whole number may come as a float.
            let number = (least..=most, any::<bool>());
            number
                .prop_map(|(number, float)| if float { json!(number as f64) } else { json!(number) })
                .boxed()
        }
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "string" => match schema["pattern"].as_str() {
            Some(pattern) => {
                // Unanchored patterns get something around them.
                let inside = pattern.trim_start_matches('^').trim_end_matches('$').to_owned();
                let around = if inside == pattern { ".{0,3}" } else { "" };
                string_regex(&format!("{around}{inside}{around}")).unwrap().prop_map(Value::from).boxed()
            }
            None => ".{0,20}".prop_map(Value::from).boxed(),
        },
        "array" => vec(meant(&schema["items"]), 0..3).prop_map(Value::from).boxed(),
        "object" => object(schema, 0),
        other => panic!("no strategy for {other}"),
    }
}

/// An object of the schema's fields, of which about one in `odd` has another value; 0 for none.
fn object(schema: &Value, odd: u32) -> BoxedStrategy<Value> {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut fields: Vec<BoxedStrategy<Option<(String, Value)>>> = Vec::new();
    for (name, field) in schema["properties"].as_object().unwrap() {
        let share = if required.contains(&name.as_str()) { 0.97 } else { 0.4 };
        let value = match odd {
            0 => meant(field),
            odd => prop_oneof![odd => meant(field), 1 => junk()].boxed(),
        };
        let name = name.clone();
        let present = proptest::option::weighted(share, value);
        fields.push(present.prop_map(move |value| Some((name.clone(), value?))).boxed());
    }
    if odd > 0 {
        let extra = proptest::option::weighted(0.1, ("[a-zA-Z_]{1,10}", junk()));
        fields.push(extra.boxed());
    }
    fields.prop_map(|fields| Value::Object(fields.into_iter().flatten().collect::<Map<_, _>>())).boxed()
}

fn input() -> impl Strategy<Value = (Action, Value)> {
    let action = proptest::sample::select(Action::every().collect::<Vec<_>>());
    let odd = prop_oneof![Just(0), Just(0), Just(12)];
    (action, odd).prop_flat_map(|(action, odd)| {
        let input = prop_oneof![20 => object(action.input_schema(), odd), 1 => junk()];
        (Just(action), input)
    })
}

/// Whether a judge that knows only the schema accepts the input.
fn accepted(action: Action, input: &Value) -> bool {
    // Judges differ about e-mail addresses, and some do not check formats; the pattern is the same for all.
    let options = jsonschema::options().should_validate_formats(true).with_format("email", |_: &str| true);
    options.build(action.input_schema()).unwrap().is_valid(input)
}

fn world() -> &'static (Runtime, Fixture) {
    static WORLD: OnceLock<(Runtime, Fixture)> = OnceLock::new();
    WORLD.get_or_init(|| {
        let runtime = Runtime::new().unwrap();
        let fixture = runtime.block_on(Fixture::start());
        (runtime, fixture)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_input_runs_or_gives_field_errors_and_what_the_schema_accepts_is_accepted((action, input) in input()) {
        let (runtime, fixture) = world();
        let ended = runtime.block_on(fixture.actions.run(action.name(), &input));
        let invalid = match &ended {
            Err(error) if error.kind == ErrorKind::InvalidInput => {
                prop_assert!(!error.fields.is_empty());
                for field in &error.fields {
                    // A missing field has no value yet; all others lead to one.
                    let parent = field.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
                    prop_assert!(input.pointer(parent).is_some(), "{}", field);
                }
                true
            }
            _ => false,
        };
        if accepted(action, &input) {
            prop_assert!(!invalid, "{} {} {:?}", action, input, ended);
        }
        let planned = runtime.block_on(fixture.actions.plan(action.name(), &input));
        let refused = matches!(&planned, Err(error) if error.kind == ErrorKind::InvalidInput);
        prop_assert_eq!(refused, invalid, "a plan checks as a run does");
    }
}

#[test]
fn a_fair_share_of_the_random_inputs_is_accepted() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    for action in Action::every() {
        let strategy = object(action.input_schema(), 0);
        let accepted = (0..200).filter(|_| {
            let input = strategy.new_tree(&mut runner).unwrap().current();
            accepted(action, &input)
        });
        let share = accepted.count();
        assert!(share >= 10, "{action}: only {share} of 200");
    }
}
