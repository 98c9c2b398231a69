// Elements are made here and nowhere else. Text becomes text nodes, never markup: no name that
// somebody entered can turn into an element or a script.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "onclick") node.addEventListener("click", value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

// A link may only lead into this service.
function ownAddress(address) {
  const isOwn = address.startsWith("#") || (address.startsWith("/") && !address.startsWith("//"));
  return isOwn ? address : "#";
}

export function el(tag, attributes = {}, ...children) {
  const safe = "href" in attributes ? { ...attributes, href: ownAddress(attributes.href) } : attributes;
  return fill(document.createElement(tag), safe, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

export function replace(node, ...children) {
  node.replaceChildren(...children.flat(3).filter(Boolean));
}

export function byId(id) {
  return document.getElementById(id);
}
