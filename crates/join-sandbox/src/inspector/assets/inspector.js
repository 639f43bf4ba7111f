// The live log: puts new rows on top of the table, and says so to screen readers in few words.
(() => {
  "use strict";
  const MOST = 200;
  const live = document.querySelector("[data-events]");
  const rows = document.getElementById("requests");
  const state = document.getElementById("live-state");
  const pause = document.getElementById("live-pause");
  if (!live || !rows || !state || !pause) return;

  let behind = live.dataset.behind;
  let events;
  let fresh = 0;
  let timer = 0;
  const say = (text) => { if (state.textContent !== text) state.textContent = text; };
  const isPaused = () => pause.getAttribute("aria-pressed") === "true";

  const show = (event) => {
    const first = rows.firstElementChild;
    behind = event.lastEventId;
    fresh += (event.data.match(/<tr id=/g) || []).length;
    rows.insertAdjacentHTML("afterbegin", event.data);
    for (let row = rows.firstElementChild; row && row !== first; row = row.nextElementSibling) row.classList.add("fresh");
    while (rows.childElementCount > MOST) rows.lastElementChild.remove();
    document.getElementById("no-requests")?.remove();
    // One message for many rows: nobody can listen to each.
    timer ||= setTimeout(() => {
      timer = 0;
      if (!isPaused()) say(`Live. ${fresh} new ${fresh === 1 ? "request" : "requests"} since the page was opened.`);
    }, 1500);
  };
  const follow = () => {
    events = new EventSource(`${live.dataset.events}?behind=${behind}`);
    events.addEventListener("open", () => say("Live. New requests appear on top."));
    events.addEventListener("error", () => say("The sandbox doesn't respond. It may have stopped. Trying again."));
    events.addEventListener("anew", () => { rows.replaceChildren(); fresh = 0; });
    events.addEventListener("requests", show);
    events.addEventListener("sums", (event) => { document.getElementById("sums").outerHTML = event.data; });
  };

  // While paused nothing is fetched: the sandbox keeps the requests, and says how many it no longer has.
  pause.addEventListener("click", () => {
    const paused = !isPaused();
    pause.setAttribute("aria-pressed", String(paused));
    if (paused) {
      events.close();
      say("Paused. New requests wait.");
    } else {
      follow();
    }
  });
  pause.hidden = false;
  follow();
})();
