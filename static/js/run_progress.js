// Follows what is computed in the background: one run with its bar on its page, all in a list.
// The element says in data-follow which address tells of it.

const EVERY_MS = 1000;
const ENDED = ["done", "failed", "cancelled"];
const LONG_WAIT_MS = 20000;
const started = Date.now();

async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function follow(path, show) {
  const turn = async () => {
    try {
      // What has ended is shown by the page itself, which is asked for again.
      if (show(await ask(path))) return location.reload();
    } catch {
      // No answer just now: it is asked again.
    }
    return setTimeout(turn, EVERY_MS);
  };
  setTimeout(turn, EVERY_MS);
}

function showRun(found) {
  const steps = JSON.parse(document.getElementById("run-steps").textContent);
  const word = found.cancel_requested ? "cancelling" : found.state === "waiting" ? "waiting" : found.progress_note;
  const step = document.getElementById("run-step");
  // A reader that speaks is told once for each step.
  if (step.textContent !== (steps[word] ?? "")) step.textContent = steps[word] ?? "";
  document.getElementById("run-percent").textContent = `${Math.round(found.progress * 100)} %`;
  document.getElementById("run-bar").value = found.progress;
  document.getElementById("run-lost").hidden = found.state !== "waiting" || Date.now() - started < LONG_WAIT_MS;
  const cancel = document.getElementById("run-cancel");
  if (cancel && found.cancel_requested) cancel.disabled = true;
  return ENDED.includes(found.state);
}

function showList(answer) {
  const known = new Map((answer.scenarios ?? answer.routes).map((one) => [one.id, one]));
  let changed = false;
  for (const row of document.querySelectorAll("[data-run]")) {
    const found = known.get(row.dataset.run);
    changed ||= Boolean(found) && found.state !== row.dataset.state;
    const bar = row.querySelector("progress");
    if (bar && found) bar.value = found.progress;
  }
  return changed;
}

const run = document.querySelector("#run[data-follow]");
const list = document.querySelector("table[data-follow]");
if (run) follow(run.dataset.follow, showRun);
else if (list) follow(list.dataset.follow, showList);
