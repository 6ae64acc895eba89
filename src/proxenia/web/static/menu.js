// The menu shuts when a reader turns elsewhere: by Escape, by a click outside, or when the focus leaves it.
const menus = [...document.querySelectorAll(".bar details")];
const shut = (but) => { for (const each of menus) if (each !== but) each.open = false; };
document.addEventListener("keydown", (event) => {
  const open = menus.find((each) => each.open && each.contains(document.activeElement));
  if (event.key === "Escape" && open) { open.open = false; open.querySelector("summary").focus(); }
});
document.addEventListener("click", (event) => shut(event.target.closest(".bar details")));
for (const each of menus) each.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !each.contains(event.relatedTarget)) each.open = false;
});
addEventListener("pageshow", () => shut(null));

// A thin line runs along the top while a question is on its way.
const asking = (is) => document.documentElement.classList.toggle("asking", is);
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "get") return;
  asking(true);
  setTimeout(() => asking(false), 15000);
});
addEventListener("pageshow", () => asking(false));
