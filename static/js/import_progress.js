// Follows a step of an import that is done in the background; the page itself shows what came out.

const EVERY_MS = 1000;
const run = document.getElementById("run");

async function turn() {
  try {
    const answer = await fetch(run.dataset.follow, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return location.reload();
    const { step, progress } = await answer.json();
    if (!step) return location.reload();
    document.getElementById("run-percent").textContent = `${Math.round(progress.share * 100)} %`;
    document.getElementById("run-bar").value = progress.share;
  } catch {
    // No answer just now: it is asked again.
  }
  return setTimeout(turn, EVERY_MS);
}

setTimeout(turn, EVERY_MS);
