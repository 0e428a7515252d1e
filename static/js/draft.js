// Saves a draft a moment after typing stops. The page works without this: its button saves too.
const form = document.querySelector("form[data-draft]");
const status = document.querySelector("[data-saved]");
const PAUSE_MS = 1500;
let timer = 0;
let unsaved = false;

async function save() {
  const body = new FormData(form);
  unsaved = false;
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    if (answer.ok && said.saved) {
      tell("Draft saved just now", false);
    } else {
      unsaved = true;
      tell(said.error || "Not saved yet. Use “Save draft” below.", true);
      if (answer.status >= 500) timer = setTimeout(save, 2 * PAUSE_MS);
    }
  } catch {
    unsaved = true;
    tell("Not saved yet. We keep trying.", true);
    timer = setTimeout(save, 2 * PAUSE_MS);
  }
}

function tell(words, waiting) {
  status.textContent = words;
  status.classList.toggle("waiting", waiting);
}

form.addEventListener("input", () => {
  unsaved = true;
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE_MS);
});
form.addEventListener("submit", () => { unsaved = false; clearTimeout(timer); });
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
