// A file may be dropped on its field; while it is sent, the button says so and takes no second press.

import { byId } from "./dom.js";

const drop = byId("drop");
const file = byId("file");

function over(isOver) {
  drop.classList.toggle("is-over", isOver);
}

for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    over(true);
  });
}
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => over(false));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) file.files = event.dataTransfer.files;
});
byId("import-new").addEventListener("submit", () => {
  byId("send").disabled = true;
});
