// Rank bands that follow the hand: the form asks the interface and redraws the table; without script the button does it.
"use strict";
const form = document.getElementById("index");
if (form) {
  const fa = form.dataset.language === "fa";
  const format = (value, digits) => value === null ? "–" :
    new Intl.NumberFormat(fa ? "fa-IR" : "en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  const span = (low, high) => low === null ? "–" : fa ? `${format(low, 0)} تا ${format(high, 0)}` : `${format(low, 0)}–${format(high, 0)}`;
  const table = document.getElementById("bands");
  const said = document.getElementById("said");
  let asked = 0;
  const question = () => {
    const query = new URLSearchParams();
    for (const slider of form.querySelectorAll("[data-dimension]")) query.append("weight", `${slider.dataset.dimension}:${slider.value}`);
    for (const name of ["normalization", "aggregation"]) if (form.elements[name].value) query.append(name, form.elements[name].value);
    return query;
  };
  const show = (bands) => {
    const body = table.tBodies[0];
    const rows = new Map([...body.rows].map((row) => [row.dataset.city, row]));
    for (const band of bands) {
      const row = rows.get(String(band.geonames_id));
      if (!row) continue;
      row.querySelector(".rank").textContent = format(band.rank, 0);
      row.querySelector(".places").textContent = span(band.rank_low, band.rank_high);
      row.querySelector(".score").textContent = format(band.score, 1);
      const spread = row.querySelector(".spread"), here = row.querySelector(".here");
      if (spread && band.rank_low !== null) { spread.setAttribute("x1", band.rank_low); spread.setAttribute("x2", band.rank_high); }
      if (here && band.rank !== null) { here.setAttribute("x1", band.rank); here.setAttribute("x2", band.rank); }
      body.append(row);
    }
  };
  const ask = async () => {
    const mine = ++asked;
    const query = question();
    try {
      const answer = await fetch(`${form.dataset.api}?${query}`);
      const body = await answer.json();
      if (mine !== asked) return;
      if (!answer.ok) { said.textContent = body.detail; return; }
      said.textContent = "";
      show(body.bands);
      history.replaceState(null, "", `?${query}`);
    } catch (error) {
      if (mine === asked) said.textContent = fa ? "پاسخی نرسید؛ دوباره تلاش کنید." : "No answer came; try again.";
    }
  };
  let waiting;
  form.addEventListener("input", (event) => {
    if (event.target.dataset.dimension) event.target.parentElement.querySelector("output").textContent = format(Number(event.target.value), 2);
    clearTimeout(waiting);
    waiting = setTimeout(ask, 40);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
}
