//! The programs for agents, and where each keeps its settings.

use std::path::PathBuf;

use clap::ValueEnum;

/// A program for agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Client {
    /// Claude Desktop.
    ClaudeDesktop,
    /// Claude Code, for all projects of this user.
    ClaudeCode,
    /// Cursor.
    Cursor,
    /// Visual Studio Code.
    Vscode,
    /// Windsurf.
    Windsurf,
}

impl Client {
    /// The file with its servers, for this user.
    pub(super) fn file(self) -> Option<PathBuf> {
        let home = || std::env::home_dir().filter(|home| home.is_absolute());
        match self {
            Client::ClaudeDesktop => Some(settings()?.join("Claude/claude_desktop_config.json")),
            Client::ClaudeCode => Some(home()?.join(".claude.json")),
            Client::Cursor => Some(home()?.join(".cursor/mcp.json")),
            Client::Vscode => Some(settings()?.join("Code/User/mcp.json")),
            Client::Windsurf => Some(home()?.join(".codeium/windsurf/mcp_config.json")),
        }
    }

    /// Whether the program seems to be there: it has made its folder, or its file in the home folder.
    pub(super) fn is_here(self) -> bool {
        let Some(file) = self.file() else { return false };
        match self {
            Client::ClaudeCode => file.exists(),
            _ => file.parent().is_some_and(|folder| folder.is_dir()),
        }
    }

    /// The setting that holds the servers.
    pub(super) fn key(self) -> &'static str {
        if self == Client::Vscode { "servers" } else { "mcpServers" }
    }

    /// Whether an entry says how the server is reached.
    pub(super) fn is_typed(self) -> bool {
        matches!(self, Client::Vscode | Client::ClaudeCode)
    }

    /// The name, as the option takes it.
    pub(super) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// The folder in which programs keep their settings.
fn settings() -> Option<PathBuf> {
    let absolute = |path: PathBuf| path.is_absolute().then_some(path);
    let home = std::env::home_dir().and_then(absolute);
    if cfg!(target_os = "macos") {
        return Some(home?.join("Library/Application Support"));
    }
    let variable = if cfg!(windows) { "APPDATA" } else { "XDG_CONFIG_HOME" };
    let named = std::env::var_os(variable).map(PathBuf::from).and_then(absolute);
    named.or_else(|| Some(home?.join(if cfg!(windows) { "AppData/Roaming" } else { ".config" })))
}
