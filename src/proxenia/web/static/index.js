// Rank bands that follow the hand: the form asks the interface and redraws the table; without script the button does it.
const form = document.getElementById("index");
const table = document.getElementById("bands");
const said = document.getElementById("said"), leaders = document.getElementById("top");
const { words } = form.dataset;
const { locale, span, none, failed, first, zero } = JSON.parse(words);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const number = (digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
const whole = number(0), tenths = number(1), share = new Intl.NumberFormat(locale, { style: "percent" });
const signed = new Intl.NumberFormat(locale, { signDisplay: "never" });
const write = (value, format) => value === null ? none : format.format(value);
const sliders = [...form.querySelectorAll("[data-dimension]")];
const rows = new Map([...table.tBodies[0].rows].map((row) => [row.dataset.city, {
  row, rank: row.querySelector(".rank .at"), moved: row.querySelector(".moved"), places: row.querySelector(".places"),
  score: row.querySelector(".score"), spread: row.querySelector(".spread"), here: row.querySelector(".here"),
}]));

const question = () => {
  const query = new URLSearchParams();
  for (const slider of sliders) query.append("weight", `${slider.dataset.dimension}:${slider.value}`);
  for (const name of ["normalization", "aggregation"]) if (form.elements[name].value) query.append(name, form.elements[name].value);
  return query;
};

const shares = () => {
  const total = sliders.reduce((sum, slider) => sum + Number(slider.value), 0);
  for (const slider of sliders) {
    const text = total ? share.format(Number(slider.value) / total) : none;
    form.querySelector(`output[for="${slider.id}"]`).textContent = text;
    slider.setAttribute("aria-valuetext", text);
  }
};

const fill = (band) => {
  const cells = rows.get(String(band.geonames_id));
  if (!cells) return null;
  cells.rank.textContent = write(band.rank, whole);
  const published = Number(cells.row.dataset.published), by = band.rank === null || !published ? 0 : published - band.rank;
  cells.moved.textContent = by ? `${by > 0 ? "▲" : "▼"}${signed.format(by)}` : "";
  cells.places.textContent = band.rank_low === null ? none :
    span.replace("{low}", whole.format(band.rank_low)).replace("{high}", whole.format(band.rank_high));
  cells.score.textContent = write(band.score, tenths);
  const ends = band.rank_low === null ? null : [band.rank_low, band.rank_high];
  for (const [line, at] of [[cells.spread, ends], [cells.here, band.rank === null ? null : [band.rank, band.rank]]]) {
    line.toggleAttribute("hidden", at === null);
    if (at) { line.setAttribute("x1", at[0]); line.setAttribute("x2", at[1]); }
  }
  return cells.row;
};

// Rows glide to their new places, so that an eye can follow one; they are moved only where their order changed.
const show = (bands) => {
  const body = table.tBodies[0], order = bands.map(fill).filter(Boolean);
  if (order.every((row, k) => body.rows[k] === row)) return;
  const before = calm.matches ? null : new Map(order.map((row) => [row, row.offsetTop]));
  body.append(...order);
  if (!before) return;
  for (const row of order) {
    const by = before.get(row) - row.offsetTop;
    if (by) row.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: 160, easing: "ease-out" });
  }
};

let isAsking = false, isStale = false, telling;
const tell = (text, wait) => { clearTimeout(telling); telling = setTimeout(() => { said.textContent = text; }, wait); };

const fail = (text) => { leaders.textContent = text; tell(text, 0); };

// One question at a time; while it is on its way only the newest position of the hand is kept.
const ask = async () => {
  if (sliders.every((slider) => Number(slider.value) === 0)) { fail(zero); return; }
  if (isAsking) { isStale = true; return; }
  isAsking = true;
  const query = question();
  try {
    const answer = await fetch(`${form.dataset.api}?${query}`);
    const body = await answer.json();
    if (answer.ok) {
      show(body.bands);
      history.replaceState(null, "", `?${query}`);
      const names = [...table.tBodies[0].rows].slice(0, 3).map((row) => row.querySelector("th").textContent.trim());
      leaders.textContent = first.replace("{cities}", new Intl.ListFormat(locale).format(names));
      tell(leaders.textContent, 600);
    } else fail(body.detail);
  } catch {
    fail(failed);
  }
  isAsking = false;
  if (isStale) { isStale = false; ask(); }
};

let waiting;
form.addEventListener("input", () => { shares(); clearTimeout(waiting); waiting = setTimeout(ask, 15); });
form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
for (const link of document.querySelectorAll("[data-weights]")) link.addEventListener("click", (event) => {
  event.preventDefault();
  const wanted = JSON.parse(link.dataset.weights);
  for (const slider of sliders) slider.value = wanted[slider.dataset.dimension];
  shares();
  ask();
});
