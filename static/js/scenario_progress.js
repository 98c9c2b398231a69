// Follows scenarios that are computed: one with its bar on its page, all of them in the list.

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

function showRun(run, scenario) {
  const steps = JSON.parse(document.getElementById("run-steps").textContent);
  const word = scenario.cancel_requested ? "cancelling" : scenario.state === "waiting" ? "waiting" : scenario.progress_note;
  const step = document.getElementById("run-step");
  // A reader that speaks is told once for each step.
  if (step.textContent !== (steps[word] ?? "")) step.textContent = steps[word] ?? "";
  document.getElementById("run-percent").textContent = `${Math.round(scenario.progress * 100)} %`;
  document.getElementById("run-bar").value = scenario.progress;
  document.getElementById("run-lost").hidden = scenario.state !== "waiting" || Date.now() - started < LONG_WAIT_MS;
  const cancel = document.getElementById("run-cancel");
  if (cancel && scenario.cancel_requested) cancel.disabled = true;
  return ENDED.includes(scenario.state);
}

function showList(answer) {
  const known = new Map(answer.scenarios.map((scenario) => [scenario.id, scenario]));
  let changed = false;
  for (const row of document.querySelectorAll("[data-scenario]")) {
    const scenario = known.get(row.dataset.scenario);
    changed ||= Boolean(scenario) && scenario.state !== row.dataset.state;
    const bar = row.querySelector("progress");
    if (bar && scenario) bar.value = scenario.progress;
  }
  return changed;
}

const run = document.querySelector("#run[data-follow]");
if (run) follow(`/api/coverage/scenarios/${run.dataset.follow}`, (scenario) => showRun(run, scenario));
else if (document.querySelector("[data-follow=list]")) follow("/api/coverage/scenarios?limit=1000", showList);
