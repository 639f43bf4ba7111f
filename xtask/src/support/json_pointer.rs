//! Finds the line and column of a JSON pointer in the text of a document.

/// A place in a text. Both numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    /// In characters.
    pub(crate) column: usize,
}

/// Finds the key, or the array item, of a pointer. The text must be JSON.
pub(crate) fn locate(text: &str, pointer: &str) -> Option<Place> {
    let mut walk = Walk { text, at: 0 };
    walk.skip_space();
    let mut found = walk.at;
    for segment in pointer.split('/').skip(1) {
        found = walk.enter(&segment.replace("~1", "/").replace("~0", "~"))?;
    }
    let before = text.get(..found)?;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    Some(Place { line, column: before.get(line_start..)?.chars().count() + 1 })
}

/// A position in the text that moves forward.
struct Walk<'a> {
    text: &'a str,
    at: usize,
}

impl Walk<'_> {
    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.next().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Steps over one byte and the space after it.
    fn step(&mut self) {
        self.at += 1;
        self.skip_space();
    }

    /// Moves to the value of a member or item. Returns the start of the key, or of the item.
    fn enter(&mut self, wanted: &str) -> Option<usize> {
        let is_object = match self.next()? {
            b'{' => true,
            b'[' => false,
            _ => return None,
        };
        self.step();
        for index in 0.. {
            let start = self.at;
            if matches!(self.next()?, b'}' | b']') {
                return None;
            }
            let key = if is_object { self.key()? } else { index.to_string() };
            if key == wanted {
                return Some(start);
            }
            self.skip_value()?;
            if self.next()? == b',' {
                self.step();
            }
        }
        None
    }

    /// Steps over a key and its colon.
    fn key(&mut self) -> Option<String> {
        let start = self.at;
        self.skip_string()?;
        let key = serde_json::from_str(self.text.get(start..self.at)?).ok()?;
        self.skip_space();
        self.step();
        Some(key)
    }

    fn skip_string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.next()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(())
    }

    fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.next()? {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' | b',' if depth == 0 => return Some(()),
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_pointer_leads_to_the_line_of_its_key() {
        let text = "{\n  \"a\": {\"x\": [1, {\"é\\\"/~\": [], \"y\": 2}]},\n\t\"b\": null\n}";
        let at = |pointer| locate(text, pointer).map(|place| (place.line, place.column));
        assert_eq!(at(""), Some((1, 1)));
        assert_eq!(at("/a"), Some((2, 3)));
        assert_eq!(at("/a/x/1"), Some((2, 18)));
        assert_eq!(at("/a/x/1/é\"~1~0"), Some((2, 19)));
        assert_eq!(at("/a/x/1/y"), Some((2, 32)));
        assert_eq!(at("/b"), Some((3, 2)));
        for nowhere in ["/c", "/a/x/2", "/b/x", "/a/x/y"] {
            assert_eq!(at(nowhere), None, "{nowhere}");
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            any::<i32>().prop_map(Value::from),
            "[a-z\"\\\\/~{}\\[\\],:é]{0,5}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 4, |inner| {
            let members = proptest::collection::btree_map("[a-c\"\\\\/~{}é]{0,3}", inner.clone(), 0..4);
            prop_oneof![
                proptest::collection::vec(inner, 0..4).prop_map(Value::from),
                members.prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    fn pointers(value: &Value, pointer: &str, into: &mut Vec<String>) {
        into.push(pointer.to_owned());
        let mut below = |key: &str, value: &Value| {
            let key = key.replace('~', "~0").replace('/', "~1");
            pointers(value, &format!("{pointer}/{key}"), into);
        };
        match value {
            Value::Object(members) => members.iter().for_each(|(key, value)| below(key, value)),
            Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| below(&n.to_string(), item)),
            _ => {}
        }
    }

    proptest! {
        #[test]
        fn every_pointer_of_a_document_has_a_place_of_its_own(value in values()) {
            let text = serde_json::to_string_pretty(&value).unwrap();
            let mut all = Vec::new();
            pointers(&value, "", &mut all);
            let mut last = None;
            for pointer in all {
                let place = locate(&text, &pointer).map(|place| (place.line, place.column));
                prop_assert!(place > last, "{pointer} at {place:?} after {last:?} in {text}");
                last = place;
            }
        }
    }
}
