//! What goes wrong with JOIN, ready to use.
