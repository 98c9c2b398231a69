// The print button of a page without a map.

document.getElementById("print").addEventListener("click", () => print());
