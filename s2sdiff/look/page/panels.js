"use strict";
// Draws the panels from the content. Each line that belongs to rows of the trace is an option of its list.

const content = JSON.parse(document.getElementById("content").textContent);
const rowElements = content.rows.map(() => []); // of each row: the lines, pieces and nodes that belong to it

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function remember(made, rows) {
  made.rows = rows;
  for (const row of rows) rowElements[row].push(made);
}

// A long call may go on in the next line after its parenthesis.
function breakable(text) {
  const words = text.split(/(?<=\S{16,}\()/);
  return words.flatMap((word, k) => (k ? [element("wbr"), word] : [word]));
}

function pieceElement(piece) {
  const names = { number: "number-literal" };
  const made = element("span", { className: names[piece.kind] ?? piece.kind }, ...breakable(piece.text));
  if (piece.rows.length) remember(made, piece.rows);
  return made;
}

// Indented by a margin, so that what does not fit in a line goes on below its own beginning.
function codeElement(pieces, depth = 0) {
  const text = pieces.map((piece) => piece.text).join("");
  const spaces = text.length - text.trimStart().length;
  const made = element("span", { className: "code" }, ...pieces.map(pieceElement));
  made.style.setProperty("--indent", `${depth * 2}ch`);
  made.style.setProperty("--hang", `${spaces + 2}ch`);
  return made;
}

let count = 0;
function option(rows, ...children) {
  const made = element("li", { id: `option-${count++}`, className: rows.length ? "" : "unlinked" }, ...children);
  if (rows.length) {
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    remember(made, rows);
  } else {
    made.setAttribute("role", "presentation");
  }
  return made;
}

function lineOption(line, numbered) {
  const number = numbered ? [element("span", { className: "number", textContent: line.number || "" })] : [];
  const made = option(line.rows, ...number, codeElement(line.pieces));
  for (const row of line.within) rowElements[row].push(made);
  return made;
}

function rowOption(row, k) {
  const value = element("span", { className: "value" });
  const bar = element("span", { className: "value bar" });
  const made = option([k], codeElement(row.pieces, row.depth), value, bar);
  made.classList.add(row.role);
  if (row.place) made.title = row.place;
  Object.assign(made, { row, k, cells: { value, bar } });
  return made;
}

function listPanel(id, title, hint, options) {
  const heading = element("h2", { id: `${id}-title` }, `${title} `, element("small", { textContent: hint }));
  const list = element("ol", { tabIndex: 0 }, ...options);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-labelledby", heading.id);
  return panel(id, heading, list);
}

function panel(id, heading, body) {
  const made = element("section", { id, className: "panel" }, heading, body);
  made.setAttribute("aria-labelledby", heading.id);
  return made;
}

function graphPanel() {
  const fit = element("button", { type: "button", id: "fit", textContent: "Fit" });
  const heading = element("h2", { id: "graph-title" }, "Graph ", fit);
  const drawing = element("div", { className: "drawing", tabIndex: 0, innerHTML: content.graph });
  drawing.setAttribute("role", "group");
  drawing.setAttribute("aria-labelledby", heading.id);
  for (const made of drawing.querySelectorAll("[data-rows]")) remember(made, made.dataset.rows.split(" ").map(Number));
  fit.setAttribute("aria-pressed", "false");
  fit.addEventListener("click", () => setFit(fit, drawing, !drawing.classList.contains("fit")));
  return panel("graph", heading, drawing);
}

function setFit(fit, drawing, isFit) {
  drawing.classList.toggle("fit", isFit);
  fit.setAttribute("aria-pressed", String(isFit));
}

// A graph that is a little larger than its panel is made to fit.
function fitGraph() {
  const drawing = document.querySelector(".drawing");
  if (!drawing) return;
  const { width, height } = drawing.firstElementChild.getBoundingClientRect();
  const isLittle = width <= drawing.clientWidth * 1.7 && height <= drawing.clientHeight * 1.7;
  setFit(byId("fit"), drawing, isLittle);
}

function titles() {
  const made = option([], element("span", { className: "code" }), element("span", { className: "value", textContent: "value" }),
    element("span", { className: "value bar", textContent: "adjoint" }));
  made.classList.add("titles");
  made.setAttribute("aria-hidden", "true");
  return made;
}

const traceOptions = content.rows.map(rowOption);

function drawPanels() {
  const made = [
    listPanel("source", "Source", "", content.source.map((line) => lineOption(line, true))),
    listPanel("trace", "Trace", "each step with its adjoint lines ↑", [titles(), ...traceOptions]),
    listPanel("forward", "Forward", "", []),
    listPanel("backward", "Backward", "", []),
  ];
  if (content.graph) made.push(graphPanel());
  const main = document.getElementById("panels");
  main.classList.toggle("drawn", Boolean(content.graph));
  main.append(...made);
}

function drawCode(code) {
  for (const [id, lines] of [["forward", code.forward], ["backward", code.backward]]) {
    const list = document.querySelector(`#${id} ol`);
    forget(new Set(list.children));
    list.replaceChildren(...lines.map((line) => lineOption(line, false)));
    if (id === "backward") for (const made of list.children) made.classList.add("adjoint");
  }
}

function forget(old) {
  rowElements.forEach((elements, row) => { rowElements[row] = elements.filter((made) => !old.has(made)); });
}
