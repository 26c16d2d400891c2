// Inputs that can be changed: the trace as small functions of the values before, and NumPy's functions for numbers.

const numpy = {
  abs: Math.abs, arccos: Math.acos, arccosh: Math.acosh, arcsin: Math.asin, arcsinh: Math.asinh, arctan: Math.atan,
  arctan2: Math.atan2, arctanh: Math.atanh, cbrt: Math.cbrt, ceil: Math.ceil, cos: Math.cos, cosh: Math.cosh,
  exp: Math.exp, expm1: Math.expm1, float: Number, float64: Number, floor: Math.floor, hypot: Math.hypot, log: Math.log,
  log10: Math.log10, log1p: Math.log1p, log2: Math.log2, maximum: Math.max, minimum: Math.min,
  mod: (a, b) => a - Math.floor(a / b) * b, negative: (a) => -a, power: Math.pow, reciprocal: (a) => 1 / a,
  sign: Math.sign, sin: Math.sin, sinh: Math.sinh, sqrt: Math.sqrt, square: (a) => a * a, tan: Math.tan,
  tanh: Math.tanh,
};

// As Python's "%.6g" writes a number, and as it names a truth value.
function numberText(value) {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const [digits, exponent] = value.toExponential(5).split("e");
  const power = Number(exponent);
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  if (power >= -4 && power < 6) return String(Number(value.toFixed(5 - power)));
  return `${Number(digits)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

const asGiven = content.moments.map((moment) => ({ ...moment }));

// The moments for other inputs, or the text of the test that goes another way.
function ranWith(inputs) {
  const values = { ...inputs };
  const found = steps.map((compute, k) => ({ ...asGiven[k], value: numberText(compute(values)), adds: "" }));
  const left = found.findIndex((moment, k) => ["True", "False"].includes(asGiven[k].value) && moment.value !== asGiven[k].value);
  return left < 0 ? { found } : { left: textOf(asGiven[left].row) };
}

function recompute() {
  const inputs = Object.fromEntries(content.sliders.map(({ name }) => [name, Number(byId(`number-${name}`).value)]));
  const isGiven = content.sliders.every(({ name, value }) => inputs[name] === value);
  const { found, left } = isGiven ? { found: asGiven } : ranWith(inputs);
  content.moments.forEach((moment, k) => Object.assign(moment, found ? found[k] : { value: "?", adds: "" }));
  byId("notice").textContent = noticeOf(found, left);
  drawHeading();
  refresh();
}

function noticeOf(found, left) {
  if (left) return `Here ${left} goes another way: run s2sdiff explain at these values.`;
  const odd = found.find((moment) => ["nan", "inf", "-inf"].includes(moment.value));
  return odd ? `${textOf(odd.row)} is ${odd.value}: there NumPy warns, or Python raises an error.` : "";
}

function sliderElement({ name, value }) {
  const reach = Math.max(1, Math.abs(value)) * 2;
  const range = { min: value - reach, max: value + reach, step: "any", defaultValue: value };
  const slider = element("input", { type: "range", id: `range-${name}`, ...range });
  const number = element("input", { type: "number", id: `number-${name}`, step: "any", defaultValue: value });
  slider.setAttribute("aria-label", `${name}, by a slider`);
  slider.addEventListener("input", () => { number.value = Number(Number(slider.value).toPrecision(4)); recompute(); });
  number.addEventListener("input", () => { if (number.value !== "") { slider.value = number.value; recompute(); } });
  return element("label", { htmlFor: number.id }, element("code", { textContent: name }), slider, number);
}

// Whether the page gives the values that Python gave, where it was asked.
function agrees() {
  const { found } = ranWith(Object.fromEntries(content.sliders.map(({ name, value }) => [name, value])));
  const isNear = (a, b) => a === b || Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b));
  return Boolean(found) && found.every((moment, k) => moment.value === asGiven[k].value || isNear(Number(moment.value), Number(asGiven[k].value)));
}

function drawSliders() {
  if (!steps.length || !content.sliders.length || !agrees()) return;
  const reset = element("button", { type: "reset", textContent: "As given" });
  const notice = element("p", { id: "notice" });
  notice.setAttribute("role", "status");
  byId("sliders").append(...content.sliders.map(sliderElement), reset, notice);
  byId("sliders").addEventListener("reset", () => setTimeout(recompute)); // when the fields have their values again
  byId("sliders").addEventListener("submit", (event) => event.preventDefault());
  byId("sliders").hidden = false;
}
