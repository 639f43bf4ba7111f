//! A stateful stand-in for JOIN.
