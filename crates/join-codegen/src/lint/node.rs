//! A value of the document with its place.

use serde_json::Value;

/// A value and the JSON pointer to it.
#[derive(Clone)]
pub(super) struct Node<'a> {
    value: &'a Value,
    pointer: String,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self { value, pointer: String::new() }
    }

    fn at(&self, key: &str, value: &'a Value) -> Self {
        Self { value, pointer: format!("{}/{}", self.pointer, key.replace('~', "~0").replace('/', "~1")) }
    }

    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    pub(super) fn is_object(&self) -> bool {
        self.value.is_object()
    }

    /// The member of an object, of any type.
    pub(super) fn child(&self, key: &str) -> Option<Node<'a>> {
        self.value.as_object()?.get(key).map(|value| self.at(key, value))
    }

    /// The member at the end of a path of keys.
    pub(super) fn descend(&self, keys: &[&str]) -> Option<Node<'a>> {
        keys.iter().try_fold(self.clone(), |node, key| node.child(key))
    }

    /// The members of an object. Empty for any other value.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> + use<'a> {
        let place = self.clone();
        let members = self.value.as_object().into_iter().flatten();
        members.map(move |(key, value)| (key.as_str(), place.at(key, value)))
    }

    /// The items of an array. Empty for any other value.
    pub(super) fn items(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let place = self.clone();
        let items = self.value.as_array().into_iter().flatten();
        items.enumerate().map(move |(index, value)| place.at(&index.to_string(), value))
    }

    pub(super) fn text(&self) -> Option<&'a str> {
        self.value.as_str()
    }

    /// A member that is a text.
    pub(super) fn text_of(&self, key: &str) -> Option<&'a str> {
        self.value.as_object()?.get(key)?.as_str()
    }

    /// Whether a member is `true`.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.value.as_object().and_then(|members| members.get(key)).and_then(Value::as_bool) == Some(true)
    }
}
