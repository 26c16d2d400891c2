// What is chosen, and at which time of the run: lights up what belongs together, and tells it.

const state = { time: null, chosen: [], over: null }; // rows; `over` are those under the mouse
const momentsOf = content.rows.map(() => []);
content.moments.forEach((moment, k) => momentsOf[moment.row].push(k));
const adjointsOf = content.rows.map(() => []);
content.rows.forEach((row, k) => row.of >= 0 && adjointsOf[row.of].push(k));
const byId = (id) => document.getElementById(id);

// --- values at a time ---------------------------------------------------------------------------------------------
function shortened(texts) {
  return texts.length > 3 ? `${texts.slice(0, 2).join(", ")}, … ${texts.at(-1)}` : texts.join(", ");
}

function byTurn(a, b) {
  const [first, second] = [content.moments[a].turn, content.moments[b].turn];
  for (let k = 0; k < Math.min(first.length, second.length); k++) {
    if (first[k] !== second[k]) return first[k] - second[k];
  }
  return a - b;
}

function wholeValue(moments) {
  return shortened([...moments].sort(byTurn).map((k) => content.moments[k].value));
}

function wholeBar(moments) {
  return shortened([...moments].sort(byTurn).map((k) => lastValue(content.moments[k].bars)).filter(Boolean));
}

function lastValue(moments) {
  return moments.length ? content.moments[Math.max(...moments)].value : "";
}

function valueAt(moments) {
  return state.time === null ? wholeValue(moments) : lastValue(moments.filter((k) => k <= state.time));
}

function barAt(moments) {
  if (state.time === null) return wholeBar(moments);
  return lastValue(moments.flatMap((k) => content.moments[k].bars).filter((k) => k <= state.time));
}

function showValues() {
  for (const made of traceOptions) {
    const isAdjoint = made.row.role === "adjoint";
    const { value, bar } = made.cells;
    value.textContent = value.title = isAdjoint ? "" : valueAt(momentsOf[made.k]);
    bar.textContent = bar.title = (isAdjoint ? valueAt : barAt)(momentsOf[made.k]);
  }
  for (const made of document.querySelectorAll("[data-value]")) {
    made.textContent = valueAt(momentsOf[Number(made.dataset.value)]);
  }
  for (const made of document.querySelectorAll("[data-bar]")) {
    const bar = barAt(momentsOf[Number(made.dataset.bar)]);
    made.textContent = bar && made.dataset.name + bar;
  }
}

// --- light --------------------------------------------------------------------------------------------------------
function litWith(rows) {
  const found = new Set(rows);
  for (const row of rows) {
    if (content.rows[row].of >= 0) found.add(content.rows[row].of);
    for (const adjoint of adjointsOf[row]) found.add(adjoint);
  }
  return found;
}

function show() {
  const rows = state.over ?? state.chosen;
  const lit = litWith(rows);
  const reads = new Set(rows.flatMap((row) => content.rows[row].reads));
  for (const made of document.querySelectorAll(".lit, .reads, .chosen, .marked")) {
    made.classList.remove("lit", "reads", "chosen", "marked");
  }
  for (const row of reads) for (const made of rowElements[row]) if (made.row || made.matches(".node")) made.classList.add("reads");
  for (const row of lit) for (const made of rowElements[row]) light(made, row, rows);
  if (state.over === null) showSelected(rows);
  byId("said").innerHTML = told(rows);
}

function light(made, row, rows) {
  const isPiece = made.tagName === "SPAN";
  if (isPiece && content.rows[row].role === "adjoint") return;
  made.classList.add(isPiece ? "marked" : "lit");
  if (!isPiece && rows.includes(row)) made.classList.add("chosen");
}

function showSelected(rows) {
  for (const list of document.querySelectorAll("ol")) {
    for (const made of list.querySelectorAll("[aria-selected=true]")) made.setAttribute("aria-selected", "false");
    const lit = [...list.querySelectorAll("li.chosen")];
    for (const made of lit) made.setAttribute("aria-selected", "true");
    const first = lit[0] ?? list.querySelector("li.lit") ?? list.querySelector(".marked")?.closest("li");
    if (lit.length) list.setAttribute("aria-activedescendant", lit[0].id);
    else list.removeAttribute("aria-activedescendant");
    if (first && rows.length) bringIntoView(list, first);
  }
  const node = document.querySelector(".node.lit");
  if (node) bringIntoView(node.closest(".drawing"), node);
}

function bringIntoView(list, made) {
  const [outer, inner] = [list.getBoundingClientRect(), made.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    list.scrollTop += inner.top - outer.top - outer.height / 2 + inner.height / 2;
  }
  if (inner.left < outer.left || inner.right > outer.right) {
    list.scrollLeft += inner.left - outer.left - outer.width / 2 + inner.width / 2;
  }
}

// --- words --------------------------------------------------------------------------------------------------------
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function textOf(row) {
  return content.rows[row].pieces.map((piece) => piece.text).join("");
}

function codeOf(row) {
  return `<code>${escaped(textOf(row))}</code>`;
}

function withValue(row) {
  const value = valueAt(momentsOf[row]);
  return codeOf(row) + (value ? `, which is ${escaped(value)}` : "");
}

function told(rows) {
  if (!rows.length) return "Choose a line anywhere, or step through the run with the arrow keys ← and →.";
  const parts = state.time !== null && state.over === null ? [toldMoment(content.moments[state.time])] : rows.slice(0, 1).map(withValue);
  if (rows.length > 1 && (state.time === null || state.over)) parts[0] += `, and ${rows.length - 1} more steps`;
  const { of, place, role, reads } = content.rows[rows[0]];
  if (of >= 0) parts.push(`it is the adjoint of ${codeOf(of)}${content.rows[of].place ? ` in ${content.rows[of].place}` : ""}`);
  else if (role === "primal" && place) parts.push(`from ${place}`);
  if (role === "primal" && adjointsOf[rows[0]].length) parts.push(`on the way back: ${adjointsOf[rows[0]].map(codeOf).join(" and ")}`);
  return `${parts.join("; ")}.`;
}

function toldMoment(moment) {
  const row = content.rows[moment.row];
  const sweep = row.role === "adjoint" ? "backward" : row.role === "input" ? "input" : "forward";
  const turn = moment.turn.length ? `, iteration ${moment.turn.map((k) => k + 1).join(".")}` : "";
  const adds = moment.adds ? `, which adds ${escaped(moment.adds)} and so far is` : " is";
  return `Step ${state.time + 1} of ${content.moments.length}, ${sweep}${turn}: ${codeOf(moment.row)}${moment.value ? `${adds} ${escaped(moment.value)}` : ""}`;
}

// --- choosing -----------------------------------------------------------------------------------------------------
function choose(rows) {
  Object.assign(state, { chosen: rows, time: null, over: null });
  refresh();
}

function goTo(time) {
  const last = content.moments.length - 1;
  state.time = Math.max(0, Math.min(last, time));
  Object.assign(state, { chosen: [content.moments[state.time].row], over: null });
  refresh();
}

function step(by) {
  const chosen = state.chosen.length ? momentsOf[state.chosen[0]][0] ?? -1 : -1;
  if (state.time !== null) goTo(state.time + by);
  else if (chosen >= 0) goTo(chosen);
  else goTo(by > 0 ? 0 : content.moments.length - 1);
}

function refresh() {
  showValues();
  show();
  const last = content.moments.length - 1;
  byId("time").value = state.time ?? 0;
  byId("time").setAttribute("aria-valuetext", state.time === null ? "the whole run" : `step ${state.time + 1} of ${last + 1}`);
  byId("back").disabled = byId("first").disabled = state.time === 0;
  byId("next").disabled = byId("last").disabled = state.time === last;
  byId("whole").disabled = state.time === null && !state.chosen.length;
}

function moveInList(list, by) {
  const options = [...list.querySelectorAll("li[role=option]")];
  const now = options.findIndex((made) => made.id === list.getAttribute("aria-activedescendant"));
  const next = options[now < 0 ? (by > 0 ? 0 : options.length - 1) : Math.max(0, Math.min(options.length - 1, now + by))];
  if (!next) return;
  choose(next.rows);
  list.setAttribute("aria-activedescendant", next.id);
  bringIntoView(list, next);
}

// --- events -------------------------------------------------------------------------------------------------------
function rowsAt(target) { // of a piece of the source, the innermost expression
  for (let made = target; made && made.id !== "panels"; made = made.parentElement) {
    if (made.rows?.length) return made.tagName === "SPAN" ? made.rows.slice(0, 1) : made.rows;
  }
  return null;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("#sliders, #tabs")) return;
  const list = event.target.closest("ol") ?? document.querySelector("#trace ol");
  const isTime = event.target.id === "time"; // which moves by itself
  const actions = {
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    ArrowDown: () => moveInList(list, 1),
    ArrowUp: () => moveInList(list, -1),
    Home: () => goTo(0),
    End: () => goTo(content.moments.length - 1),
    Escape: () => choose([]),
  };
  if (!(event.key in actions) || (isTime && event.key !== "Escape")) return;
  event.preventDefault();
  actions[event.key]();
}

function onOver(event) {
  if (event.pointerType !== "mouse") return;
  const rows = rowsAt(event.target);
  if (rows?.join() === state.over?.join()) return;
  state.over = rows;
  show();
}

function listen() {
  const main = byId("panels");
  main.addEventListener("click", (event) => {
    const rows = rowsAt(event.target);
    if (rows) choose(rows);
  });
  main.addEventListener("pointerover", onOver);
  main.addEventListener("pointerleave", () => { state.over = null; show(); });
  document.addEventListener("keydown", onKey);
  byId("first").addEventListener("click", () => goTo(0));
  byId("back").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  byId("last").addEventListener("click", () => goTo(content.moments.length - 1));
  byId("whole").addEventListener("click", () => choose([]));
  byId("time").max = content.moments.length - 1;
  byId("time").addEventListener("input", (event) => goTo(Number(event.target.value)));
}
