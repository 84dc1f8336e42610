// The screen's only script beside Blazor's: shortcuts, what is in sight, the tone of an alert, the state of the connection.
const typing = element => element?.closest?.("input, select, textarea, [contenteditable]");

let page = null;
let shortcuts = false;
let watched = { sequence: 0, inside: false, told: false };
let sight = null;
let audio = null;

/** Binds the open page; returns the random name of this tab, which a reload keeps. */
export function attach(reference, withShortcuts) {
  page = reference;
  shortcuts = withShortcuts;
  let tab = sessionStorage.getItem("triage-tab");
  if (!tab) {
    tab = crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16)).join("");
    sessionStorage.setItem("triage-tab", tab);
  }
  document.documentElement.dataset.live = "true";
  return tab;
}

export function detach() {
  sight?.disconnect();
  sight = null;
  page = null;
}

/** Watches the suggestion of this sequence (0: none): in sight is half of it inside a visible page. */
export function observe(sequence) {
  sight?.disconnect();
  watched = { sequence, inside: false, told: false };
  const element = document.getElementById("suggestion");
  if (!sequence || !element) return;
  sight = new IntersectionObserver(entries => {
    watched.inside = entries[entries.length - 1].intersectionRatio >= 0.5;
    tellSight();
  }, { threshold: [0, 0.5, 1] });
  sight.observe(element);
}

function tellSight() {
  const visible = watched.inside && document.visibilityState === "visible";
  if (!watched.sequence || visible === watched.told) return;
  watched.told = visible;
  page?.invokeMethodAsync("OnSight", watched.sequence, visible).catch(() => {});
}

/** Brings a line into sight and marks it for a moment. */
export function reveal(anchor) {
  const line = document.getElementById(anchor);
  if (!line) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  line.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  line.focus({ preventScroll: true });
}

/** Two soft notes, made here; nothing is fetched. */
export function tone() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
  [660, 880].forEach((pitch, i) => {
    const at = audio.currentTime + i * 0.18;
    const note = audio.createOscillator();
    const loudness = audio.createGain();
    note.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.15, at + 0.02);
    loudness.gain.linearRampToValueAtTime(0, at + 0.16);
    note.connect(loudness).connect(audio.destination);
    note.start(at);
    note.stop(at + 0.17);
  });
}

function onKey(event) {
  const combobox = event.target.closest?.("[role=combobox][aria-expanded=true]");
  if (combobox && ["Enter", "ArrowUp", "ArrowDown"].includes(event.key)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  const key = event.key.toLowerCase();
  if (shortcuts && page && !event.repeat && ["a", "m", "r"].includes(key) && document.getElementById("suggestion")) {
    event.preventDefault();
    page.invokeMethodAsync("OnShortcut", key).catch(() => {});
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && document.querySelector(".calls[data-arrows=on]")) {
    const links = [...document.querySelectorAll(".calls[data-arrows=on] .call-link")];
    const at = links.indexOf(document.activeElement);
    const next = links[at < 0 ? 0 : Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), links.length - 1)];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }
}

// The transcript follows the call while its end is in sight; whoever scrolls up is left alone.
function follow() {
  const list = document.getElementById("transcript");
  if (!list || list.dataset.following) return;
  list.dataset.following = "yes";
  let atEnd = true;
  list.addEventListener("scroll", () => { atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40; }, { passive: true });
  new MutationObserver(() => { if (atEnd) list.scrollTop = list.scrollHeight; }).observe(list, { childList: true, subtree: true, characterData: true });
  list.scrollTop = list.scrollHeight;
}

// Blazor tries for a while by itself; after that, and when the server has forgotten the page, this asks until it answers and then
// loads the page anew: the server rebuilds it from the call.
let waiting = false;
async function waitForServer() {
  if (waiting) return;
  waiting = true;
  document.getElementById("components-reconnect-modal")?.classList.add("connection-asks");
  for (;;) {
    await new Promise(done => setTimeout(done, 2000));
    try {
      if ((await fetch("/health/live", { cache: "no-store" })).ok) {
        location.reload();
        return;
      }
    } catch {
      // Not there yet.
    }
  }
}

if (!window.triageScreen) {
  window.triageScreen = true;
  document.addEventListener("keydown", onKey);
  document.addEventListener("visibilitychange", tellSight);
  // Blazor takes a link within the page for a matter of scrolling; this one moves the focus too.
  document.addEventListener("click", event => {
    if (!event.target.closest?.(".skip")) return;
    event.preventDefault();
    document.getElementById("main")?.focus();
  }, true);
  document.addEventListener("components-reconnect-state-changed", event => {
    if (event.detail?.state === "failed" || event.detail?.state === "rejected") waitForServer();
  }, true);
  document.addEventListener("pointerdown", () => { if (audio?.state === "suspended") audio.resume(); });
  new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
  follow();
}
