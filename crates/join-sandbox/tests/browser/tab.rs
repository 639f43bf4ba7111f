//! A tab of the browser, in a context of its own: calls and events of the DevTools protocol.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::chromium::Chromium;

pub(crate) struct Tab {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: Value,
    calls: u64,
    events: Vec<Value>,
}

impl Tab {
    /// A new tab without cookies, storage or cache of others. It closes when dropped.
    pub(crate) async fn open(browser: &Chromium) -> Self {
        let (socket, _) = connect_async(&browser.devtools).await.unwrap();
        let mut tab = Tab { socket, session: Value::Null, calls: 0, events: Vec::new() };
        let context = tab.call("Target.createBrowserContext", json!({ "disposeOnDetach": true })).await;
        let target = json!({ "url": "about:blank", "browserContextId": context["browserContextId"] });
        let target = tab.call("Target.createTarget", target).await;
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        tab.session = tab.call("Target.attachToTarget", attach).await["sessionId"].clone();
        for domain in ["Page", "Runtime", "Log", "Audits", "Network", "DOM", "Accessibility"] {
            tab.call(&format!("{domain}.enable"), json!({})).await;
        }
        tab.size(1_200, 900).await;
        tab
    }

    pub(crate) async fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.calls += 1;
        let mut call = json!({ "id": self.calls, "method": method, "params": parameters });
        if self.session.is_string() {
            call["sessionId"] = self.session.clone();
        }
        self.socket.send(Message::text(call.to_string())).await.unwrap();
        loop {
            let message = self.receive().await;
            if message["id"] == self.calls {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            self.events.push(message);
        }
    }

    async fn receive(&mut self) -> Value {
        let message = self.socket.next().await.unwrap().unwrap();
        serde_json::from_str(message.to_text().unwrap()).unwrap()
    }

    /// Takes the next event of this name.
    async fn event(&mut self, name: &str) -> Value {
        loop {
            if let Some(index) = self.events.iter().position(|event| event["method"] == name) {
                return self.events.remove(index)["params"].clone();
            }
            let message = self.receive().await;
            self.events.push(message);
        }
    }

    /// Opens an address, and waits until all of it is loaded.
    pub(crate) async fn visit(&mut self, url: &str) {
        self.forget_loads();
        self.call("Page.navigate", json!({ "url": url })).await;
        self.event("Page.loadEventFired").await;
    }

    /// Waits for the page that a link or form leads to.
    pub(crate) async fn follow(&mut self, key: &str) {
        self.forget_loads();
        self.press(key).await;
        self.event("Page.loadEventFired").await;
    }

    fn forget_loads(&mut self) {
        self.events.retain(|event| event["method"] != "Page.loadEventFired");
    }

    /// The value of an expression of JavaScript, which the page's policy does not concern.
    pub(crate) async fn value(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let result = self.call("Runtime.evaluate", asked).await;
        assert!(result["exceptionDetails"].is_null(), "{expression}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    pub(crate) async fn text(&mut self, expression: &str) -> String {
        let value = self.value(expression).await;
        value.as_str().unwrap_or_else(|| panic!("{expression}: {value}")).to_owned()
    }

    /// Waits until an expression holds.
    pub(crate) async fn until(&mut self, expression: &str) {
        while self.value(expression).await != true {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn size(&mut self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Sets the medium, `screen` or `print`, and the colour scheme, `light` or `dark`.
    pub(crate) async fn medium(&mut self, medium: &str, scheme: &str) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.call("Emulation.setEmulatedMedia", json!({ "media": medium, "features": features })).await;
    }

    /// Presses and releases a key.
    pub(crate) async fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            " " => (32, " "),
            other => panic!("the key {other} has no code here"),
        };
        let key = json!({ "key": key, "code": if key == " " { "Space" } else { key }, "windowsVirtualKeyCode": code });
        let mut down = key.clone();
        down["type"] = json!(if text.is_empty() { "rawKeyDown" } else { "keyDown" });
        down["text"] = json!(text);
        self.call("Input.dispatchKeyEvent", down).await;
        let mut up = key;
        up["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", up).await;
    }

    pub(crate) async fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text })).await;
    }

    /// Errors, warnings and broken policies so far, and requests that left the sandbox.
    pub(crate) fn problems(&self, origin: &str) -> Vec<String> {
        let problem = |event: &Value| {
            let of = &event["params"];
            match event["method"].as_str()? {
                "Runtime.exceptionThrown" => Some(of["exceptionDetails"].to_string()),
                "Runtime.consoleAPICalled" => Some(of["args"].to_string()),
                "Log.entryAdded" => Some(of["entry"].to_string()),
                "Audits.issueAdded" => Some(of["issue"].to_string()),
                "Network.requestWillBeSent" => {
                    let url = of["request"]["url"].as_str()?;
                    (!url.starts_with(&format!("{origin}/")) && url != "about:blank").then(|| url.to_owned())
                }
                _ => None,
            }
        };
        self.events.iter().filter_map(problem).collect()
    }

    /// The part of the page in the window, or all of it, as PNG in base64.
    pub(crate) async fn picture(&mut self) -> String {
        let asked = json!({ "format": "png", "optimizeForSpeed": false });
        self.call("Page.captureScreenshot", asked).await["data"].as_str().unwrap().to_owned()
    }
}
