// A region drawn on the map: a box by dragging, a shape by its corners. The form holds the degrees and is what is sent.
const chart = document.getElementById("chart");
const form = document.getElementById("region-form");
const holder = document.getElementById("drawing");
const tools = holder.querySelector(".chart-tools");
const drawn = document.getElementById("drawn"), dots = document.getElementById("corners"), inside = document.getElementById("inside");
const undo = tools.querySelector("[data-undo]");
const field = (name) => form.elements[name];
const written = (text) => text.replace(/[۰-۹]/g, (d) => "۰۱۲۳۴۵۶۷۸۹".indexOf(d)).replace(/٫/g, ".").replace(/−/g, "-").replace(/،/g, ",");
const degrees = (name) => { const text = written(field(name).value).trim(); return text === "" ? NaN : Number(text); };
const round = (value) => String(Math.round(value * 10) / 10);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const world = { x: -1700, y: -760, w: 3500, h: 1320 };
const ratio = chart.clientWidth < 500 ? 0.7 : world.h / world.w;
let view = { ...world }, mode = "", start = null, corners = [];

const show = () => chart.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
const look = (x, y, w) => {
  w = clamp(w, 160, world.w);
  const h = w * ratio;
  view = { w, h, x: clamp(x - w / 2, -1800, 1800 - w), y: h > 1470 ? -115 - h / 2 : clamp(y - h / 2, -850, 620 - h) };
  show();
};
const middle = () => [view.x + view.w / 2, view.y + view.h / 2];
const zoom = (by) => look(...middle(), view.w * by);
const place = (event) => {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(chart.getScreenCTM().inverse());
  return [clamp(at.x / 10, -180, 180), clamp(-at.y / 10, -85, 85)];
};

const rings = () => {
  if (field("region").value === "box") {
    const [west, south, east, north] = ["west", "south", "east", "north"].map(degrees);
    if (![west, south, east, north].every(Number.isFinite) || south >= north) return [];
    const spans = west < east ? [[west, east]] : [[west, 180], [-180, east]];
    return spans.map(([a, b]) => [[a, south], [b, south], [b, north], [a, north]]);
  }
  return field("region").value === "shape" ? [corners] : [];
};
const holds = (ring, x, y) => ring.reduce((is, [x1, y1], k) => {
  const [x2, y2] = ring[(k + 1) % ring.length];
  return (y1 > y) !== (y2 > y) && x < x1 + (y - y1) * (x2 - x1) / (y2 - y1) ? !is : is;
}, false);

const draw = () => {
  const some = rings();
  drawn.setAttribute("d", some.filter((ring) => ring.length > 1).map((ring) => `M${ring.map(([x, y]) => `${10 * x} ${-10 * y}`).join("L")}Z`).join(""));
  dots.setAttribute("d", field("region").value === "shape" ? corners.map(([x, y]) => `M${10 * x} ${-10 * y}h0`).join("") : "");
  for (const each of chart.querySelectorAll("[data-region]")) each.toggleAttribute("hidden", each.dataset.region !== field("region").value);
  for (const name of ["box", "shape"]) document.getElementById(name === "box" ? "box" : "outline").hidden = field("region").value !== name;
  undo.hidden = !(mode === "shape" && corners.length);
  const whole = some.filter((ring) => ring.length > 2);
  const n = [...chart.querySelectorAll(".city")].filter(({ dataset }) => whole.some((ring) => holds(ring, +dataset.x, +dataset.y))).length;
  inside.textContent = whole.length ? holder.dataset.inside.replace("{n}", new Intl.NumberFormat(holder.dataset.locale).format(n)) : "";
};
const read = () => {
  corners = written(field("shape").value).trim().split(/\s+/).map((each) => each.split(",").map(Number)).filter((each) => each.length === 2 && each.every(Number.isFinite));
  draw();
};
const write = () => { field("shape").value = corners.map((each) => each.map(round).join(",")).join(" "); draw(); };
const box = ([x1, y1], [x2, y2]) => {
  for (const [name, value] of [["west", Math.min(x1, x2)], ["east", Math.max(x1, x2)], ["south", Math.min(y1, y2)], ["north", Math.max(y1, y2)]]) field(name).value = round(value);
  draw();
};
const turn = (to) => {
  mode = mode === to ? "" : to;
  chart.parentElement.className = `chart ${mode}`;
  for (const each of tools.querySelectorAll("[data-mode]")) each.setAttribute("aria-pressed", String(each.dataset.mode === mode));
  if (mode === "box" || mode === "shape") field("region").value = mode;
  draw();
};

tools.addEventListener("click", ({ target }) => {
  if (target.dataset.mode) turn(target.dataset.mode);
  if (target.dataset.zoom) zoom(Number(target.dataset.zoom));
  if (target === undo) { corners.pop(); write(); }
});
chart.addEventListener("pointerdown", (event) => {
  if (!mode || event.button) return;
  event.preventDefault();
  chart.focus({ preventScroll: true });
  chart.setPointerCapture(event.pointerId);
  start = { at: place(event), x: event.clientX, y: event.clientY, view: { ...view } };
});
chart.addEventListener("pointermove", (event) => {
  if (!start) return;
  if (mode === "box" && Math.hypot(event.clientX - start.x, event.clientY - start.y) > 3) box(start.at, place(event));
  if (mode === "move") {
    const by = view.w / chart.clientWidth;
    look(start.view.x + view.w / 2 - (event.clientX - start.x) * by, start.view.y + view.h / 2 - (event.clientY - start.y) * by, view.w);
  }
});
chart.addEventListener("pointerup", (event) => {
  if (start && mode === "shape" && corners.length < 60) { corners.push(place(event)); write(); }
  start = null;
});
chart.addEventListener("pointercancel", () => { start = null; });
chart.addEventListener("keydown", (event) => {
  const step = view.w / 8, [x, y] = middle();
  const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
  if (moves[event.key]) look(x + moves[event.key][0], y + moves[event.key][1], view.w);
  else if (event.key === "+" || event.key === "=") zoom(0.6);
  else if (event.key === "-") zoom(1.667);
  else if (event.key === "Backspace" && mode === "shape") { corners.pop(); write(); }
  else return;
  event.preventDefault();
});
holder.addEventListener("keydown", (event) => { if (event.key === "Escape" && mode) turn(mode); });
field("region").addEventListener("change", () => { if (mode && mode !== field("region").value) turn(mode); draw(); fit(); });
for (const name of ["west", "south", "east", "north"]) field(name).addEventListener("input", draw);
field("shape").addEventListener("input", read);

// The map opens on the region that is chosen.
const fit = () => {
  const shown = [drawn, ...chart.querySelectorAll("[data-region]:not([hidden])")].filter((each) => each.getAttribute("d"));
  if (!shown.length) { look(50, -100, world.w); return; }
  const box = shown[0].getBBox();
  look(box.x + box.width / 2, box.y + box.height / 2, Math.max(box.width, box.height / ratio, 60) * 1.8);
};
tools.hidden = false;
chart.setAttribute("tabindex", "0");
chart.setAttribute("role", "application");
read();
fit();
