// Saves a draft a moment after typing stops, one save after the other: an early one that is slow must not arrive last.
// The page works without this: its button saves too.
const form = document.querySelector("form[data-draft]");
const status = document.querySelector("[data-saved]");
const PAUSE_MS = 1500;
const STAY = "No connection, so this is not saved yet. Keep this page open: we keep trying.";
let timer = 0;
let saving = false;
let typed = "unsaved" in form.dataset ? 1 : 0; // the page of a hand-in that was not taken holds words that nothing kept
let kept = 0;
let cut = false; // the last save got no reply at all

async function save() {
  if (saving) return;
  saving = true;
  const sent = typed;
  let wait = 0;
  try {
    const body = new FormData(form);
    const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" } });
    cut = false;
    const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    if (answer.ok && said.saved) {
      kept = sent;
      if (sent === typed) tell("Draft saved just now", false);
    } else {
      tell(said.error || "Not saved yet. Use “Save draft” below.", true);
      if (answer.status >= 500) wait = 2 * PAUSE_MS;
    }
  } catch {
    cut = true;
    tell("Not saved yet. We keep trying.", true);
    wait = 2 * PAUSE_MS;
  }
  saving = false;
  if (wait || sent !== typed) later(wait || PAUSE_MS);
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function tell(words, waiting) {
  status.textContent = words;
  status.classList.toggle("waiting", waiting);
}

if (typed) later(PAUSE_MS);
form.addEventListener("input", () => {
  typed += 1;
  later(PAUSE_MS);
});
form.addEventListener("submit", (event) => {
  if (cut || !navigator.onLine) {
    // The browser would leave for a page of its own that says so, and these words would be gone with this one.
    event.preventDefault();
    tell(typed === kept ? "No connection just now. Please try again in a moment." : STAY, true);
  } else {
    kept = typed;
    clearTimeout(timer);
  }
});
window.addEventListener("pageshow", () => {
  // Words that the browser put back, coming back to this page, are not those that we hold. They may be older than what
  // was written elsewhere since, so they are not saved unasked.
  const putBack = [...form.querySelectorAll("textarea")].some((box) => box.value !== box.defaultValue);
  if (typed || !putBack) return;
  typed = 1;
  tell("These words are not saved yet. Use “Save draft” below.", true);
});
window.addEventListener("beforeunload", (event) => { if (typed !== kept) event.preventDefault(); });
