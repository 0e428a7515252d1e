// Saves an answer as soon as it is chosen. The page works without this: its buttons save too.
const form = document.querySelector("form[data-quiz]");
const status = document.querySelector("[data-saved]");
const RETRY_MS = 3000;
const COMES_RIGHT = [400, 401]; // a form that grew old, a session that ended: the answer can still be saved
const STAY = "No connection, so this is not saved yet. Keep this page open: we keep trying.";
const here = document.querySelector(".dots [aria-current]");
let sequence = Number(form.elements.sequence.value);
let pending = null;
let cut = false; // the last save got no reply at all

function tell(words, waiting) {
  status.textContent = words;
  status.classList.toggle("waiting", waiting);
}

async function save(choice) {
  const body = new FormData(form);
  body.set("answer", choice.answer);
  body.set("save_id", choice.saveId);
  body.set("sequence", String(choice.sequence));
  try {
    const answer = await fetch(form.dataset.save, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    if (pending !== choice) return;
    cut = false;
    if (answer.ok && said.saved) {
      pending = null;
      tell("Saved just now", false);
      here?.classList.add("answered");
      if (here) here.lastElementChild.textContent = ", answered";
    } else if (answer.status >= 500 || answer.status === 429) {
      later(choice);
    } else {
      if (!COMES_RIGHT.includes(answer.status)) pending = null;
      tell(said.error || "Not saved. Use the button below to save this answer.", true);
    }
  } catch {
    if (pending !== choice) return;
    cut = true;
    later(choice);
  }
}

function later(choice) {
  tell("Not saved yet. We keep trying.", true);
  setTimeout(() => { if (pending === choice) save(choice); }, RETRY_MS);
}

form.addEventListener("change", (event) => {
  if (event.target.name !== "answer") return;
  sequence += 1;
  form.elements.sequence.value = String(sequence + 1);
  pending = { answer: event.target.value, saveId: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`, sequence };
  tell("Saving …", false);
  save(pending);
});

form.addEventListener("submit", (event) => {
  if (cut || !navigator.onLine) {
    // The browser would leave for a page of its own that says so, and what was chosen would be gone with this one.
    event.preventDefault();
    tell(pending ? STAY : "No connection just now. Please try again in a moment.", true);
  } else {
    pending = null;
  }
});
window.addEventListener("beforeunload", (event) => { if (pending) event.preventDefault(); });
