// Saves a draft a moment after typing stops, one save after the other: an early one that is slow must not arrive last.
// The page works without this: its button saves too.
const form = document.querySelector("form[data-draft]");
const status = document.querySelector("[data-saved]");
const PAUSE_MS = 1500;
let timer = 0;
let saving = false;
let typed = 0;
let kept = 0;

async function save() {
  if (saving) return;
  saving = true;
  const sent = typed;
  let wait = 0;
  try {
    const body = new FormData(form);
    const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    if (answer.ok && said.saved) {
      kept = sent;
      if (sent === typed) tell("Draft saved just now", false);
    } else {
      tell(said.error || "Not saved yet. Use “Save draft” below.", true);
      if (answer.status >= 500) wait = 2 * PAUSE_MS;
    }
  } catch {
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

form.addEventListener("input", () => {
  typed += 1;
  later(PAUSE_MS);
});
form.addEventListener("submit", () => { kept = typed; clearTimeout(timer); });
window.addEventListener("beforeunload", (event) => { if (typed !== kept) event.preventDefault(); });
